package io.headscope.file;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.headscope.message.Phrase;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads a JSON object from a file that somebody else wrote.
public final class JsonFile {

    /// Far beyond any configuration; keeps a wrong file from filling memory.
    private static final long LARGEST = 64L << 20;

    private static final Pattern PLACE = Pattern.compile("line (\\d+) column (\\d+)");

    private JsonFile() {}

    /// @throws ProblemException if the file cannot be read or is not a JSON object
    public static JsonObject read(Path path) {
        ReadableFile file = ReadableFile.at(path);
        try {
            if (Files.size(file.real()) > LARGEST) {
                throw new ProblemException(
                        Problem.JSON_BROKEN, path, Phrase.of("reason.at-byte", LARGEST), Phrase.of("reason.too-long"));
            }
            return parse(path, Files.readString(file.real()));
        } catch (CharacterCodingException notText) {
            throw new ProblemException(
                    notText, Problem.JSON_BROKEN, path, Phrase.of("reason.at-byte", 0), Phrase.of("reason.not-utf-8"));
        } catch (IOException failure) {
            throw ReadableFile.failed(path, failure);
        }
    }

    /// Gson's own shortcuts also take what others refuse (bare words, comments, something behind the end): here nothing
    /// but JSON as its standard has it is let through.
    private static JsonObject parse(Path path, String text) {
        JsonReader reader = new JsonReader(new StringReader(text));
        reader.setStrictness(Strictness.STRICT);
        try {
            JsonElement element = new Gson().getAdapter(JsonElement.class).read(reader);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new ProblemException(Problem.JSON_BROKEN, path, position(reader), Phrase.of("reason.json-follows"));
            }
            if (!element.isJsonObject()) {
                throw new ProblemException(
                        Problem.JSON_BROKEN, path, Phrase.of("reason.at-beginning"), Phrase.of("reason.json-no-object"));
            }
            return element.getAsJsonObject();
        } catch (EOFException cut) {
            throw new ProblemException(cut, Problem.JSON_BROKEN, path, position(reader), Phrase.of("reason.json-cut"));
        } catch (JsonParseException | IOException | IllegalStateException | NumberFormatException | StackOverflowError broken) {
            throw new ProblemException(
                    broken, Problem.JSON_BROKEN, path, position(reader), Phrase.of("reason.json-sign"));
        }
    }

    private static Phrase position(JsonReader reader) {
        Matcher place = PLACE.matcher(reader.toString());
        return place.find()
                ? Phrase.of("reason.at-line", place.group(1), place.group(2))
                : Phrase.of("reason.at-beginning");
    }
}
