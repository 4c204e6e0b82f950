package io.headscope.app;

import io.headscope.input.InputFile;
import io.headscope.input.ModelInputs;
import io.headscope.model.ModelInput;
import io.headscope.session.Entered;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/// What a model is asked with: a text, a pair of texts, or raw numbers.
final class InputOptions {

    @ArgGroup(exclusive = false)
    private @Nullable Texts texts;

    @Option(
            names = "--inputs",
            paramLabel = "F.json",
            description = "Raw inputs: {\"inputs\": {\"input_ids\": [[…]], \"attention_mask\": [[…]], …}}.")
    private @Nullable Path inputs;

    /// A text and what belongs to it.
    @SuppressWarnings("NullAway.Init")
    static final class Texts {
        @Option(names = "--text", paramLabel = "T", required = true, description = "The text.")
        private String text;

        @Option(names = "--pair", paramLabel = "T", description = "The second text, for models that take two.")
        private @Nullable String pair;

        @Option(
                names = "--target",
                paramLabel = "T",
                description = "What the model is to have written, for models that read one text and write another.")
        private @Nullable String target;
    }

    /// @throws io.headscope.message.ProblemException if it does not fit the model
    ModelInput read(FolderModel model) {
        if (texts != null) {
            return model.encode(new Entered(texts.text, texts.pair, texts.target));
        }
        Path file = java.util.Objects.requireNonNull(inputs, "one of both is required");
        var tokenizer = model.tokenizer();
        var given = InputFile.read(file);
        return ModelInputs.of(model.network(given), given, tokenizer == null ? null : tokenizer.vocabulary());
    }
}
