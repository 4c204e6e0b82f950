package io.headscope.file;

import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Reads a text in UTF-8 that somebody else wrote.
public final class TextFile {

    /// More than this nobody wrote by hand.
    public static final int LARGEST = 16 << 20;

    private TextFile() {}

    /// @throws ProblemException if the file cannot be read, is too long or is not UTF-8
    public static String read(Path path) {
        ReadableFile file = ReadableFile.at(path);
        try {
            if (Files.size(file.real()) > LARGEST) {
                throw new ProblemException(Problem.TEXT_FILE_TOO_LONG, path, LARGEST >> 20);
            }
            return decoded(path, Files.readAllBytes(file.real()));
        } catch (IOException failure) {
            throw ReadableFile.failed(path, failure);
        }
    }

    /// @param path what to call it
    /// @throws ProblemException if it is too long or not UTF-8
    public static String decoded(Path path, byte[] bytes) {
        if (bytes.length > LARGEST) {
            throw new ProblemException(Problem.TEXT_FILE_TOO_LONG, path, LARGEST >> 20);
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException notText) {
            throw new ProblemException(notText, Problem.TEXT_FILE_NOT_TEXT, path);
        }
    }
}
