package io.headscope.app;

import io.headscope.input.InputFile;
import io.headscope.input.Medium;
import io.headscope.model.InputTensor;
import io.headscope.model.ModelInput;
import io.headscope.session.Entered;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/// What a model is asked with: texts, a picture or a sound, or raw numbers.
final class InputOptions {

    @ArgGroup(exclusive = false)
    private @Nullable Given given;

    @Option(
            names = "--inputs",
            paramLabel = "F.json",
            description = "Raw inputs: {\"inputs\": {\"input_ids\": [[…]], \"attention_mask\": [[…]], …}}.")
    private @Nullable Path inputs;

    private @Nullable Map<String, InputTensor> read;

    /// What people have, as they have it.
    static final class Given {
        @Option(names = "--text", paramLabel = "T", description = "The text.")
        private @Nullable String text;

        @Option(names = "--pair", paramLabel = "T", description = "The second text, for models that take two.")
        private @Nullable String pair;

        @Option(
                names = "--target",
                paramLabel = "T",
                description = "What the model is to have written, for models that read one text and write another.")
        private @Nullable String target;

        @Option(names = "--image", paramLabel = "F", description = "The picture: PNG, JPEG, GIF, WebP or BMP.")
        private @Nullable Path image;

        @Option(names = "--large", description = "Read the picture even if it takes much memory.")
        private boolean evenLarge;

        @Option(names = "--audio", paramLabel = "F", description = "The sound: WAV.")
        private @Nullable Path audio;

        Entered entered() {
            Medium medium = image != null
                    ? Medium.picture(image, evenLarge)
                    : audio != null ? Medium.sound(audio) : null;
            return new Entered(text == null ? "" : text, pair, target, medium);
        }
    }

    /// The raw numbers, if it is such that are given.
    ///
    /// @throws io.headscope.message.ProblemException if their file cannot be used
    Map<String, InputTensor> raw() {
        if (inputs == null) {
            return Map.of();
        }
        if (read == null) {
            read = InputFile.read(inputs);
        }
        return read;
    }

    /// @throws io.headscope.message.ProblemException if it does not fit the model
    ModelInput read(RunnableModel model) {
        return given != null ? model.encode(given.entered()) : model.raw(raw());
    }
}
