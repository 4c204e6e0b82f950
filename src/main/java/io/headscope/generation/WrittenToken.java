package io.headscope.generation;

import io.headscope.analysis.Candidate;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.FloatTensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// One token that a network has written, with what it attended to when it chose it.
///
/// @param id         the token
/// @param candidates what it was chosen from, best first
/// @param logits     the scores of all tokens                          [vocabulary]
/// @param rows       of every site of the stack that writes, what the last position attended to   [heads, keys]
public record WrittenToken(
        int id, List<Candidate> candidates, FloatTensor logits, SequencedMap<AttentionSite, FloatTensor> rows) {

    public WrittenToken {
        candidates = List.copyOf(candidates);
        rows = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(rows));
    }
}
