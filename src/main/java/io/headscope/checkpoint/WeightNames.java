package io.headscope.checkpoint;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/// The names that a weight may have in a file.
final class WeightNames {

    /// Embeddings and output matrices that may be one and the same tensor, and then be in the file under one of the names only.
    /// (Output biases that repeat another stand here too.)
    private static final List<String> TABLES = List.of(
            "shared.weight",
            "encoder.embed_tokens.weight",
            "decoder.embed_tokens.weight",
            "embed_tokens.weight",
            "embed_in.weight",
            "wte.weight",
            "word_embeddings.weight");

    private static final List<String> HEADS = List.of(
            "lm_head.weight",
            "embed_out.weight",
            "lm_head.decoder.weight",
            "cls.predictions.decoder.weight",
            "predictions.decoder.weight",
            "predictions.decoder.bias",
            "lm_head.decoder.bias",
            "vocab_projector.weight",
            "generator_lm_head.weight",
            "decoder.output_projection.weight");

    private WeightNames() {}

    /// Its own name, with and without the base model's prefix (a base model saved alone, or one with a head of another
    /// kind), and with the names that normalizations had before 2019.
    ///
    /// @param wrapping what all names in the file begin with besides, or nothing
    static SequencedSet<String> of(String name, String basePrefix, String wrapping) {
        SequencedSet<String> names = new LinkedHashSet<>();
        names.add(name);
        names.add(name.startsWith(basePrefix) ? name.substring(basePrefix.length()) : basePrefix + name);
        if (!wrapping.isEmpty()) {
            names.addAll(names.stream().map(wrapping::concat).toList());
        }
        for (String one : List.copyOf(names)) {
            if (one.endsWith(".weight")) {
                names.add(withEnd(one, ".weight", ".gamma"));
            } else if (one.endsWith(".bias")) {
                names.add(withEnd(one, ".bias", ".beta"));
            }
        }
        return names;
    }

    /// The names that another tensor may have which is the same one: embeddings shared by encoder and decoder, and, where
    /// `headsToo`, with the output matrix.
    static List<String> ties(String name, boolean headsToo) {
        boolean table = TABLES.stream().anyMatch(end -> ends(name, end));
        if (!table && !(isHead(name) && headsToo)) {
            return List.of();
        }
        List<String> ties = new ArrayList<>(TABLES);
        if (headsToo) {
            ties.addAll(HEADS);
        }
        return ties;
    }

    /// Whether it is the name of an output matrix that may be the embeddings themselves.
    static boolean isHead(String name) {
        return HEADS.stream().anyMatch(end -> ends(name, end));
    }

    static boolean ends(String name, String end) {
        return name.endsWith(end) && (name.length() == end.length() || name.charAt(name.length() - end.length() - 1) == '.');
    }

    private static String withEnd(String name, String end, String other) {
        return name.substring(0, name.length() - end.length()) + other;
    }
}
