package io.headscope.input;

import com.google.gson.JsonParseException;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Says where a JSON file is broken.
final class JsonFault {

    private static final Pattern PLACE = Pattern.compile("line \\d+ column \\d+");

    private JsonFault() {}

    static ProblemException of(Path file, JsonParseException broken) {
        Matcher place = PLACE.matcher(String.valueOf(broken.getMessage()));
        return new ProblemException(
                broken, Problem.JSON_BROKEN, file, place.find() ? place.group() : "its end", "something else was expected");
    }
}
