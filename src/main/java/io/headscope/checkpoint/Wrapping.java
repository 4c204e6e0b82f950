package io.headscope.checkpoint;

import io.headscope.model.Network;
import io.headscope.model.Program.DeclaredWeight;
import io.headscope.model.StoredTensor;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What the names of a whole network begin with when it was saved as a part of something else: `module.` where it was trained
/// on several devices, `_orig_mod.` where it was compiled, `detr.` where a detector stands under a head for segments.
final class Wrapping {

    /// Weights whose names are looked for at the ends of others.
    private static final int ASKED = 8;

    private Wrapping() {}

    /// What most weights of a network are found behind that are not found by their own names; nothing where they are, or
    /// where there are two networks to choose from.
    static String of(Map<String, StoredTensor> tensors, Network network) {
        List<DeclaredWeight> lost = network.program().weights().stream()
                .filter(weight -> !isIn(tensors, weight, network, ""))
                .toList();
        // A network that is there but for its head is not wrapped.
        if (2 * lost.size() <= network.program().weights().size()) {
            return "";
        }
        Map<String, Long> found = new TreeMap<>();
        lost.stream().limit(ASKED).forEach(weight -> tensors.keySet().stream()
                .map(name -> before(name, weight.name(), network.basePrefix()))
                .flatMap(Optional::stream)
                .forEach(prefix -> found.computeIfAbsent(
                        prefix, key -> lost.stream().filter(other -> isIn(tensors, other, network, key)).count())));
        long most = found.values().stream().max(Comparator.naturalOrder()).orElse(0L);
        List<String> best = found.entrySet().stream().filter(entry -> entry.getValue() == most).map(Map.Entry::getKey).toList();
        return best.size() == 1 && 2 * most > lost.size() ? best.getFirst() : "";
    }

    private static boolean isIn(Map<String, StoredTensor> tensors, DeclaredWeight weight, Network network, String wrapping) {
        return WeightNames.of(weight.name(), network.basePrefix(), wrapping).stream().anyMatch(tensors::containsKey);
    }

    /// What stands before a weight's name, with or without the base model's prefix, in another name.
    private static Optional<String> before(String name, String weight, String basePrefix) {
        String bare = weight.startsWith(basePrefix) ? weight.substring(basePrefix.length()) : weight;
        for (String end : List.of(basePrefix + bare, bare)) {
            if (name.length() > end.length() && WeightNames.ends(name, end)) {
                return Optional.of(name.substring(0, name.length() - end.length()));
            }
        }
        return Optional.empty();
    }
}
