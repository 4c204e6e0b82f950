package io.headscope.input.tokenizer;

import io.headscope.input.tokenizer.SentencePieceModel.Kind;
import io.headscope.input.tokenizer.SentencePieceModel.Piece;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The pairs that pieces can be put together from. SentencePiece keeps no list of them: whichever two neighbours make a
/// piece are one, the best piece first.
final class Merges {

    /// Two pieces that make a third.
    record Merge(String left, String right, float score, int leftId, int rightId) {}

    private Merges() {}

    /// Best first.
    static List<Merge> of(SentencePieceModel spm) {
        Map<String, Integer> ids = new HashMap<>();
        for (int id = 0; id < spm.pieces().size(); id++) {
            Piece piece = spm.pieces().get(id);
            if (piece.kind() == Kind.NORMAL) {
                ids.put(piece.text(), id);
            }
        }
        List<Merge> merges = new ArrayList<>();
        for (Piece piece : spm.pieces()) {
            if (piece.kind() == Kind.NORMAL) {
                addSplits(piece, ids, merges);
            }
        }
        merges.sort(Comparator.comparingDouble((Merge merge) -> -merge.score())
                .thenComparingInt(Merge::leftId)
                .thenComparingInt(Merge::rightId));
        return merges;
    }

    private static void addSplits(Piece piece, Map<String, Integer> ids, List<Merge> merges) {
        String text = piece.text();
        for (int at = text.offsetByCodePoints(0, Math.min(1, text.codePointCount(0, text.length())));
                at < text.length();
                at = text.offsetByCodePoints(at, 1)) {
            Integer left = ids.get(text.substring(0, at));
            Integer right = ids.get(text.substring(at));
            if (left != null && right != null) {
                merges.add(new Merge(text.substring(0, at), text.substring(at), piece.score(), left, right));
            }
        }
    }
}
