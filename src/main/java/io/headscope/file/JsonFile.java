package io.headscope.file;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
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

    private static final Pattern PLACE = Pattern.compile("line \\d+ column \\d+");

    private JsonFile() {}

    /// @throws ProblemException if the file cannot be read or is not a JSON object
    public static JsonObject read(Path path) {
        ReadableFile file = ReadableFile.at(path);
        try {
            if (Files.size(file.real()) > LARGEST) {
                throw new ProblemException(Problem.JSON_BROKEN, path, "byte " + LARGEST, "it is too long");
            }
            return parse(path, Files.readString(file.real()));
        } catch (CharacterCodingException notText) {
            throw new ProblemException(notText, Problem.JSON_BROKEN, path, "byte 0", "it is not UTF-8 text");
        } catch (IOException unreadable) {
            throw new ProblemException(unreadable, Problem.FILE_UNREADABLE, path);
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
                throw new ProblemException(Problem.JSON_BROKEN, path, position(reader), "something follows its end");
            }
            if (!element.isJsonObject()) {
                throw new ProblemException(Problem.JSON_BROKEN, path, "its beginning", "it does not begin with {");
            }
            return element.getAsJsonObject();
        } catch (EOFException cut) {
            throw new ProblemException(cut, Problem.JSON_BROKEN, path, position(reader), "it ends too early");
        } catch (JsonParseException | IOException | IllegalStateException | NumberFormatException | StackOverflowError broken) {
            throw new ProblemException(
                    broken, Problem.JSON_BROKEN, path, position(reader), "a bracket, quote or comma is wrong or missing");
        }
    }

    private static String position(JsonReader reader) {
        Matcher place = PLACE.matcher(reader.toString());
        return place.find() ? place.group() : "its beginning";
    }
}
