package io.headscope.app;

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

    /// A copy with a tokenizer, whose ids may lie beyond the model's vocabulary of 200.
    static Path withTokenizer(Path model, String tokenizer, Path folder) throws IOException {
        copy(model, folder);
        Files.copy(TOKENIZERS.resolve(tokenizer).resolve(TextTokenizer.FILE), folder.resolve(TextTokenizer.FILE));
        return folder;
    }
}
