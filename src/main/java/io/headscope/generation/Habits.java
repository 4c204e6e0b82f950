package io.headscope.generation;

import io.headscope.model.ModelConfig;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/// What a checkpoint's settings say of the texts it writes.
///
/// @param ends  the tokens that end a text
/// @param first the token that every text begins with, if there is one
/// @param never the tokens that are never written, as padding
public record Habits(Set<Integer> ends, OptionalInt first, Set<Integer> never) {

    public static final Habits NONE = new Habits(Set.of(), OptionalInt.empty(), Set.of());

    public Habits {
        ends = Set.copyOf(ends);
        never = Set.copyOf(never);
    }

    /// @param configs `config.json` and, where there is one, `generation_config.json`: what a later one says holds
    public static Habits of(List<ModelConfig> configs) {
        Set<Integer> ends = new HashSet<>();
        Set<Integer> never = new HashSet<>();
        OptionalInt first = OptionalInt.empty();
        for (ModelConfig config : configs) {
            List<Integer> own = config.tokenIds("eos_token_id");
            if (!own.isEmpty()) {
                ends = new HashSet<>(own);
            }
            List<Integer> forced = config.tokenIds("forced_bos_token_id");
            first = forced.isEmpty() ? first : OptionalInt.of(forced.getFirst());
            // Words of several tokens are not looked for.
            config.tokenIdLists("bad_words_ids").stream().filter(ids -> ids.size() == 1).forEach(never::addAll);
        }
        return new Habits(ends, first, never);
    }

    public Wish wish(Choice choice, int limit) {
        return new Wish(choice, limit, ends, first, never, true);
    }
}
