package io.headscope.checkpoint;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Reads a JSON object from a file that somebody else wrote.
public final class JsonFile {

    /// Far beyond any configuration; keeps a wrong file from filling memory.
    private static final long LARGEST = 64L << 20;

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

    private static JsonObject parse(Path path, String text) {
        JsonReader reader = new JsonReader(new StringReader(text));
        reader.setStrictness(Strictness.STRICT);
        try {
            JsonElement element = JsonParser.parseReader(reader);
            if (!element.isJsonObject()) {
                throw new ProblemException(Problem.JSON_BROKEN, path, position(reader), "it does not begin with {");
            }
            return element.getAsJsonObject();
        } catch (JsonParseException | StackOverflowError broken) {
            throw new ProblemException(broken, Problem.JSON_BROKEN, path, position(reader), "a bracket, quote or comma is wrong or missing");
        }
    }

    private static String position(JsonReader reader) {
        String described = reader.toString();
        int at = described.indexOf("line ");
        int path = described.indexOf(" path ");
        return at < 0 ? "its beginning" : described.substring(at, path < at ? described.length() : path);
    }
}
