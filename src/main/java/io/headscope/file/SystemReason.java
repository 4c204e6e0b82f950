package io.headscope.file;

import io.headscope.message.Phrase;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/// Why the system would not: the usual reasons in words of ours, as its own are often only the file's name again.
final class SystemReason {

    private SystemReason() {}

    static Phrase of(IOException failure) {
        return switch (failure) {
            case NoSuchFileException _ -> Phrase.of("reason.no-such-folder");
            case AccessDeniedException _ -> Phrase.of("reason.no-permission");
            case CharacterCodingException _ -> Phrase.of("reason.not-utf-8");
            case IOException full when isFull(String.valueOf(full.getMessage())) -> Phrase.of("reason.disk-full");
            default -> Phrase.of("reason.system", String.valueOf(failure.getMessage()));
        };
    }

    /// As Linux and macOS, and as Windows say it; where they speak another language, they are quoted.
    private static boolean isFull(String message) {
        return message.contains("No space left on device") || message.contains("not enough space on the disk");
    }
}
