package io.headscope.model;

/// What one attention layer computes: `softmax(scale · Q Kᵀ + mask) V` (Vaswani et al., 2017, section 3.2.1,
/// <https://arxiv.org/abs/1706.03762>).
///
/// @param scale    what the products are multiplied with, usually 1/√(head size)
/// @param mask     which keys a query may attend to
/// @param keyHeads the heads of keys and values; each serves as many query heads as it takes
/// @param dropout  the share of weights dropped in training, from 0 to 1
public record Attention(double scale, Mask mask, int keyHeads, double dropout) {

    public Attention {
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("dropout " + dropout);
        }
    }
}
