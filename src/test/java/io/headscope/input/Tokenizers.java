package io.headscope.input;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;

/// Two small tokenizers of the two great kinds.
final class Tokenizers {

    /// Cuts as GPT-2 does, with 400 merges.
    static final Path BYTE_LEVEL = folder("bytelevel");

    /// Cuts as BERT does, without capitals, with 640 pieces. Its file asks for truncation at 8 tokens and padding to 20.
    static final Path WORD_PIECE = folder("wordpiece");

    private Tokenizers() {}

    static Path folder(String name) {
        try {
            return Path.of(Objects.requireNonNull(Tokenizers.class.getResource("/tokenizers/" + name)).toURI());
        } catch (URISyntaxException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
