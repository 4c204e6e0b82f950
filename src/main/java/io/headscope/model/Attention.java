package io.headscope.model;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/// What one attention layer computes: `softmax(cap(scale · score(Q, K)) + bias + mask) V` (Vaswani et al., 2017,
/// section 3.2.1, <https://arxiv.org/abs/1706.03762>), where `cap(x) = softCap · tanh(x / softCap)` (Gemma 2, 2024,
/// section 2, <https://arxiv.org/abs/2408.00118>).
///
/// Where there are fewer queries than keys, as in generation, a mask or bias that counts positions takes the queries for
/// the last of the keys' positions.
///
/// @param scale    what the scores are multiplied with, usually 1/√(head size)
/// @param score    how well a query and a key fit
/// @param mask     which keys a query may attend to
/// @param bias     what is added to the scaled scores
/// @param softCap  what the scaled scores are kept below, if anything
/// @param keyHeads the heads of keys and values; each serves as many query heads as it takes
/// @param dropout  the share of weights dropped in training, from 0 to 1
public record Attention(
        double scale, Score score, Mask mask, Bias bias, OptionalDouble softCap, int keyHeads, double dropout) {

    public Attention {
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("dropout " + dropout);
        }
        if (softCap.isPresent() && !(softCap.getAsDouble() > 0)) {
            throw new IllegalArgumentException("soft cap " + softCap.getAsDouble());
        }
    }

    /// Attention by plain products, without bias.
    public Attention(double scale, Mask mask, int keyHeads, double dropout) {
        this(scale, Score.DOT, mask, Bias.NONE, OptionalDouble.empty(), keyHeads, dropout);
    }

    public Attention with(Mask other) {
        return new Attention(scale, score, other, bias, softCap, keyHeads, dropout);
    }

    public Attention with(Score other) {
        return new Attention(scale, other, mask, bias, softCap, keyHeads, dropout);
    }

    public Attention with(Bias other) {
        return new Attention(scale, score, mask, other, softCap, keyHeads, dropout);
    }

    public Attention cappedAt(OptionalDouble cap) {
        return new Attention(scale, score, mask, bias, cap, keyHeads, dropout);
    }

    /// The values that its rules read, each once.
    public List<Value> operands() {
        return Stream.of(score.operands(), mask.operands(), bias.operands()).flatMap(List::stream).distinct().toList();
    }

    /// Of [#operands], those needed where the masks over `unmasked` are left out.
    public List<Value> operands(java.util.function.Predicate<Value> unmasked) {
        return Stream.of(score.operands(), mask.without(unmasked).operands(), bias.operands())
                .flatMap(List::stream)
                .distinct()
                .toList();
    }
}
