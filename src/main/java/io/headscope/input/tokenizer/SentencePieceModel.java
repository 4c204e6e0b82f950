package io.headscope.input.tokenizer;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// A model of SentencePiece's (Kudo & Richardson, 2018), as its `sentencepiece_model.proto` lays it out.
///
/// @param pieces      in the order of their ids
/// @param pairs       whether pieces are put together pair by pair, rather than chosen by their probability
/// @param bytes       whether what has no piece is spelled in bytes
/// @param unknown     the id of the piece for what has none
/// @param charsMap    what letters are turned into before anything else, in the library's own form
/// @param prefix      whether a space is put before the text
/// @param trims       whether spaces at the ends go, and several become one
record SentencePieceModel(
        List<Piece> pieces, boolean pairs, boolean bytes, int unknown, byte[] charsMap, boolean prefix, boolean trims) {

    enum Kind {
        NORMAL,
        UNKNOWN,
        CONTROL,
        USER_DEFINED,
        UNUSED,
        BYTE
    }

    record Piece(String text, float score, Kind kind) {}

    private static final int PAIRS = 2;

    /// @throws IOException if they are not the bytes of such a model
    static SentencePieceModel parse(byte[] bytes) throws IOException {
        Parser parser = new Parser();
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> parser.piece(in.readBytes());
                case 2 -> parser.trainer(in.readBytes());
                case 3 -> parser.normalizer(in.readBytes());
                default -> in.skipField(tag);
            }
        }
        return parser.model();
    }

    /// The messages of the file, one method each. Fields not named keep the defaults of the definition.
    private static final class Parser {
        private final List<Piece> pieces = new ArrayList<>();
        private int type = 1;
        private boolean byteFallback;
        private int unknown;
        private byte[] charsMap = {};
        private boolean prefix = true;
        private boolean trims = true;

        private void piece(ByteString message) throws IOException {
            String text = "";
            float score = 0;
            int kind = 1;
            CodedInputStream in = message.newCodedInput();
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                switch (WireFormat.getTagFieldNumber(tag)) {
                    case 1 -> text = in.readString();
                    case 2 -> score = in.readFloat();
                    case 3 -> kind = in.readInt32();
                    default -> in.skipField(tag);
                }
            }
            if (kind < 1 || kind > Kind.values().length || !Float.isFinite(score)) {
                throw new IOException("piece " + pieces.size());
            }
            if (kind - 1 == Kind.UNKNOWN.ordinal()) {
                unknown = pieces.size();
            }
            pieces.add(new Piece(text, score, Kind.values()[kind - 1]));
        }

        private void trainer(ByteString message) throws IOException {
            CodedInputStream in = message.newCodedInput();
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                switch (WireFormat.getTagFieldNumber(tag)) {
                    case 3 -> type = in.readInt32();
                    case 35 -> byteFallback = in.readBool();
                    default -> in.skipField(tag);
                }
            }
        }

        private void normalizer(ByteString message) throws IOException {
            CodedInputStream in = message.newCodedInput();
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                switch (WireFormat.getTagFieldNumber(tag)) {
                    case 2 -> charsMap = in.readByteArray();
                    case 3 -> prefix = in.readBool();
                    case 4 -> trims = in.readBool();
                    default -> in.skipField(tag);
                }
            }
        }

        private SentencePieceModel model() throws IOException {
            if (pieces.isEmpty() || type < 1 || type > PAIRS) {
                throw new IOException("model type " + type + " of " + pieces.size() + " pieces");
            }
            return new SentencePieceModel(
                    List.copyOf(pieces), type == PAIRS, byteFallback, unknown, charsMap, prefix, trims);
        }
    }
}
