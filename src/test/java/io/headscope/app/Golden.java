package io.headscope.app;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.headscope.file.JsonFile;
import io.headscope.input.TextTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Reference models on disk, and copies of them that may be damaged.
final class Golden {

    static final Path BERT = Path.of("src/test/resources/golden/bert");
    static final Path BERT_CLASSES = Path.of("src/test/resources/golden/bert_seqcls");
    static final Path BART = Path.of("src/test/resources/golden/bart");
    static final Path MARIAN = Path.of("src/test/resources/golden/marian");
    static final Path GPT2 = Path.of("src/test/resources/golden/gpt2");
    static final Path GPT2_F16 = Path.of("src/test/resources/golden/gpt2_f16");

    private static final Path TOKENIZERS = Path.of("src/test/resources/tokenizers");

    private Golden() {}

    /// A copy of a model in `folder`.
    static Path copy(Path model, Path folder) throws IOException {
        for (String name : List.of("config.json", "model.safetensors")) {
            Files.write(folder.resolve(name), Files.readAllBytes(model.resolve(name)));
        }
        return folder;
    }

    /// A copy with a tokenizer, of which there is as much as the model knows.
    static Path withTokenizer(Path model, String tokenizer, Path folder) throws IOException {
        copy(model, folder);
        JsonObject json = JsonFile.read(TOKENIZERS.resolve(tokenizer).resolve(TextTokenizer.FILE));
        JsonObject config = JsonFile.read(folder.resolve("config.json"));
        JsonObject sized = config.has("vocab_size") ? config : config.getAsJsonObject("text_config");
        int known = sized.get("vocab_size").getAsInt();
        JsonObject cut = json.getAsJsonObject("model");
        JsonObject pieces = cut.getAsJsonObject("vocab");
        pieces.entrySet().removeIf(piece -> piece.getValue().getAsInt() >= known);
        if (cut.get("merges") instanceof JsonArray merges) {
            JsonArray left = new JsonArray();
            for (JsonElement merge : merges) {
                String made = merge.isJsonArray()
                        ? merge.getAsJsonArray().get(0).getAsString() + merge.getAsJsonArray().get(1).getAsString()
                        : merge.getAsString().replace(" ", "");
                if (pieces.has(made)) {
                    left.add(merge);
                }
            }
            cut.add("merges", left);
        }
        Files.writeString(folder.resolve(TextTokenizer.FILE), json.toString());
        return folder;
    }

    /// A copy with a tokenizer that knows more than the model.
    static Path withLargerTokenizer(Path model, String tokenizer, Path folder) throws IOException {
        copy(model, folder);
        Files.copy(TOKENIZERS.resolve(tokenizer).resolve(TextTokenizer.FILE), folder.resolve(TextTokenizer.FILE));
        return folder;
    }
}
