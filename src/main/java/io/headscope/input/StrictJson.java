package io.headscope.input;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonSyntaxException;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;

/// JSON as its standard has it. Gson's own parser also takes what others refuse: bare words, semicolons, comments.
final class StrictJson {

    private StrictJson() {}

    /// @throws JsonParseException if `text` is anything else
    static JsonElement parse(String text) {
        JsonReader reader = new JsonReader(new StringReader(text));
        reader.setStrictness(Strictness.STRICT);
        try {
            JsonElement element = new Gson().getAdapter(JsonElement.class).read(reader);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new JsonSyntaxException("something follows the end" + reader);
            }
            return element;
        } catch (MalformedJsonException | java.io.EOFException broken) {
            throw new JsonSyntaxException(broken);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
