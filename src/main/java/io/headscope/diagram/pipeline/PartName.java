package io.headscope.diagram.pipeline;

import java.util.ArrayList;
import java.util.List;

/// A part's name cut where parts stand in parts: `encoder.layer.3.attention` is `encoder`, `layer.3`, `attention`.
record PartName(List<String> pieces) {

    static PartName of(String part) {
        List<String> pieces = new ArrayList<>();
        for (String piece : part.split("\\.", -1)) {
            boolean number = !piece.isEmpty() && piece.chars().allMatch(Character::isDigit);
            if (number && !pieces.isEmpty()) {
                pieces.set(pieces.size() - 1, pieces.getLast() + "." + piece);
            } else if (!piece.isEmpty()) {
                pieces.add(piece);
            }
        }
        return new PartName(List.copyOf(pieces));
    }

    /// How many pieces lead to the first that is numbered, it among them; 0 if none is.
    int toLayer() {
        for (int i = 0; i < pieces.size(); i++) {
            if (isNumbered(pieces.get(i))) {
                return i + 1;
            }
        }
        return 0;
    }

    String first(int count) {
        return String.join(".", pieces.subList(0, Math.min(count, pieces.size())));
    }

    String behind(int count) {
        return String.join(".", pieces.subList(Math.min(count, pieces.size()), pieces.size()));
    }

    private static boolean isNumbered(String piece) {
        int dot = piece.lastIndexOf('.');
        return dot > 0 && dot < piece.length() - 1 && piece.substring(dot + 1).chars().allMatch(Character::isDigit);
    }
}
