package io.headscope.analysis;

import io.headscope.attention.AttentionMap;
import io.headscope.attention.Token;
import io.headscope.task.Cancellation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/// How much a head does what induction heads do: at a token that stood there before, it looks at what came after it then
/// (the prefix-matching score of Olsson et al., 2022, <https://arxiv.org/abs/2209.11895>). Told best on random tokens said
/// twice, where nothing but the repetition says what comes next.
public final class InductionScore {

    private InductionScore() {}

    /// The weight on all positions just after an earlier occurrence of the query's own token, averaged over the queries that
    /// have one; special tokens do not count as said again. A token said twice in a row does not make the second look at
    /// itself.
    ///
    /// @param tokens of the queries, which are the keys too
    /// @return from 0 to 1; nothing where no token is said twice
    public static OptionalDouble of(AttentionMap map, int head, List<Token> tokens, Cancellation cancellation) {
        List<List<Integer>> followers = followers(tokens);
        double[] sum = new double[1];
        int[] rows = new int[1];
        HeadRows.visit(map, head, cancellation, (query, weights, from) -> {
            List<Integer> after = followers.get(query);
            if (!after.isEmpty()) {
                rows[0]++;
                after.forEach(key -> sum[0] += weights[from + key]);
            }
        });
        return rows[0] == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum[0] / rows[0]);
    }

    /// For every position those that come just after an earlier occurrence of its token.
    private static List<List<Integer>> followers(List<Token> tokens) {
        Map<Integer, List<Integer>> seen = new HashMap<>();
        List<List<Integer>> followers = new ArrayList<>();
        for (int at = 0; at < tokens.size(); at++) {
            int position = at;
            if (tokens.get(at).isSpecial()) {
                followers.add(List.of());
            } else {
                List<Integer> before = seen.computeIfAbsent(tokens.get(at).id(), _ -> new ArrayList<>());
                followers.add(before.stream().map(place -> place + 1).filter(place -> place < position).toList());
                before.add(at);
            }
        }
        return followers;
    }
}
