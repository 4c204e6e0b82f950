package io.headscope.input;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Small tokenizers in the forms that people have them.
final class SavedTokenizers {

    static final int NORMAL = 1;
    static final int UNKNOWN = 2;
    static final int CONTROL = 3;

    /// The first three of nearly every model.
    static final List<Map.Entry<String, Integer>> SPECIALS =
            List.of(Map.entry("<unk>", UNKNOWN), Map.entry("<s>", CONTROL), Map.entry("</s>", CONTROL));

    private SavedTokenizers() {}

    /// A model of SentencePiece's that chooses pieces by their probability: `specials`, then pieces, each less probable than
    /// the one before. No letter is changed, a space is put before, spaces are trimmed.
    static void unigram(Path file, List<Map.Entry<String, Integer>> specials, String... pieces) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        for (var special : specials) {
            out.writeBytes(1, piece(special.getKey(), 0, special.getValue()));
        }
        float score = -1;
        for (String piece : pieces) {
            out.writeBytes(1, piece(piece, score, NORMAL));
            score -= 0.25f;
        }
        out.writeBytes(2, message(trainer -> trainer.writeInt32(3, 1)));
        out.flush();
        Files.write(file, bytes.toByteArray());
    }

    private static ByteString piece(String text, float score, int kind) throws IOException {
        return message(piece -> {
            piece.writeString(1, text);
            piece.writeFloat(2, score);
            piece.writeInt32(3, kind);
        });
    }

    private interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    private static ByteString message(Fields fields) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        fields.write(out);
        out.flush();
        return ByteString.copyFrom(bytes.toByteArray());
    }
}
