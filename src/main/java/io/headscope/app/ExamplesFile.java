package io.headscope.app;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.headscope.file.JsonFile;
import io.headscope.input.Medium;
import io.headscope.message.Messages.Language;
import io.headscope.message.Phrase;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.session.Entered;
import io.headscope.session.Example;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `examples.json` of a model's folder: inputs that show something, with a sentence on what to look at.
///
/// ```json
/// {"examples": [{"text": "…", "pair": "…", "target": "…", "picture": "three.png", "sound": "one.wav",
///                "note": {"en": "…", "zh": "…"}}]}
/// ```
final class ExamplesFile {

    private static final String FILE = "examples.json";

    private final Path folder;

    private ExamplesFile(Path folder) {
        this.folder = folder;
    }

    /// The examples of a folder; none where there is no such file.
    ///
    /// @throws ProblemException if the file is there and cannot be used
    static List<Example> read(Path folder) {
        Path file = folder.resolve(FILE);
        return Files.exists(file) ? new ExamplesFile(folder).examples(JsonFile.read(file)) : List.of();
    }

    private List<Example> examples(JsonObject json) {
        if (!(json.get("examples") instanceof JsonElement all) || !all.isJsonArray()) {
            throw broken();
        }
        List<Example> examples = new ArrayList<>();
        for (JsonElement one : all.getAsJsonArray()) {
            if (!one.isJsonObject()) {
                throw broken();
            }
            examples.add(example(one.getAsJsonObject()));
        }
        return List.copyOf(examples);
    }

    private Example example(JsonObject json) {
        String text = text(json, "text");
        return new Example(
                new Entered(text == null ? "" : text, text(json, "pair"), text(json, "target"), medium(json)), notes(json));
    }

    private @Nullable Medium medium(JsonObject json) {
        String picture = text(json, "picture");
        String sound = text(json, "sound");
        return picture != null
                ? Medium.picture(folder.resolve(picture), false)
                : sound == null ? null : Medium.sound(folder.resolve(sound));
    }

    private Map<Language, String> notes(JsonObject json) {
        Map<Language, String> notes = new EnumMap<>(Language.class);
        if (json.get("note") instanceof JsonObject note) {
            for (Language language : Language.values()) {
                String said = text(note, language.locale().getLanguage());
                if (said != null) {
                    notes.put(language, said);
                }
            }
        }
        return notes;
    }

    private @Nullable String text(JsonObject json, String key) {
        JsonElement value = json.get(key);
        if (value == null) {
            return null;
        }
        if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isString()) {
            throw broken();
        }
        return value.getAsString();
    }

    private ProblemException broken() {
        return new ProblemException(Problem.DATA_BROKEN, folder.resolve(FILE), Phrase.of("reason.want-examples"));
    }
}
