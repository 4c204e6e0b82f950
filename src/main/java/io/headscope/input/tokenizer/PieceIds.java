package io.headscope.input.tokenizer;

import io.headscope.input.tokenizer.SentencePieceModel.Kind;
import io.headscope.input.tokenizer.SentencePieceModel.Piece;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// Which id a piece has. Mostly its place in the model; those who trained with fairseq, and a few others, moved them.
///
/// @param pieces  in the order of their ids
/// @param unknown the id for what has no piece
record PieceIds(List<Piece> pieces, int unknown) {

    /// So improbable that it is taken only where there is nothing else.
    private static final float NEVER = -1_000;

    private static final int PEGASUS_OFFSET = 103;

    static PieceIds of(SentencePieceModel spm, TokenizerClass tokenizer, TokenizerSettings settings) {
        return switch (tokenizer) {
            case XLM_ROBERTA, MBART, MBART_50 -> moved(spm, 3, List.of("<s>", "<pad>", "</s>", "<unk>"));
            case CAMEMBERT ->
                moved(spm, 1, List.of("<s>NOTUSED", "<pad>", "</s>NOTUSED", "<unk>", "<unk>NOTUSED"));
            case PEGASUS -> moved(spm, 2, pegasus(settings.number("offset", PEGASUS_OFFSET)));
            default -> new PieceIds(spm.pieces(), spm.unknown());
        };
    }

    /// Other names instead of the first pieces.
    private static PieceIds moved(SentencePieceModel spm, int dropped, List<String> names) {
        List<Piece> pieces = new ArrayList<>();
        names.forEach(name -> pieces.add(new Piece(name, NEVER, Kind.CONTROL)));
        pieces.addAll(spm.pieces().subList(Math.min(dropped, spm.pieces().size()), spm.pieces().size()));
        int named = names.indexOf("<unk>");
        return new PieceIds(pieces, named >= 0 ? named : spm.unknown() + names.size() - dropped);
    }

    private static List<String> pegasus(int offset) {
        List<String> names = new ArrayList<>(List.of("<pad>", "</s>", "<mask_1>", "<mask_2>"));
        for (int i = 2; i < offset && names.size() < offset + 2; i++) {
            names.add("<unk_" + i + ">");
        }
        return names;
    }

    /// The ids of a `vocab.json` beside the model.
    static PieceIds listed(SentencePieceModel spm, Map<String, Integer> vocabulary, String unknown) {
        Map<String, Piece> known = new HashMap<>();
        spm.pieces().forEach(piece -> known.put(piece.text(), piece));
        List<Piece> pieces = new ArrayList<>();
        vocabulary.entrySet().stream().sorted(Map.Entry.comparingByValue()).forEach(entry -> {
            Piece piece = known.get(entry.getKey());
            pieces.add(piece != null && piece.kind() == Kind.NORMAL ? piece : new Piece(entry.getKey(), NEVER, Kind.CONTROL));
        });
        return new PieceIds(pieces, Math.max(0, vocabulary.getOrDefault(unknown, 0)));
    }

    /// The ids by the pieces' texts; of two pieces of one text, the first.
    SequencedMap<String, Integer> byPiece() {
        SequencedMap<String, Integer> ids = new LinkedHashMap<>();
        for (int id = 0; id < pieces.size(); id++) {
            ids.putIfAbsent(pieces.get(id).text(), id);
        }
        return ids;
    }
}
