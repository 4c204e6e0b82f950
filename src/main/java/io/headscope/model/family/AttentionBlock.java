package io.headscope.model.family;

import io.headscope.attention.AttentionSite;
import io.headscope.model.Attention;
import io.headscope.model.Bias;
import io.headscope.model.Mask;
import io.headscope.model.Value;

/// Attention with a projection each for queries, keys and values, and one behind the heads.
///
/// @param dropout the share of weights dropped in training
record AttentionBlock(Layers layers, Names names, double dropout) {

    AttentionBlock(Layers layers, Names names) {
        this(layers, names, 0);
    }

    /// What the projections are called behind the name of their block, and which of them have a bias.
    record Names(String query, String key, String value, String out, boolean queryBias, boolean keyBias, boolean valueBias) {

        /// As in ViT and those written after it.
        static Names vit(boolean bias) {
            return new Names(
                    ".attention.attention.query", ".attention.attention.key", ".attention.attention.value",
                    ".attention.output.dense", bias, bias, bias);
        }

        /// As in BART and those written after it.
        static final Names BART = new Names(".q_proj", ".k_proj", ".v_proj", ".out_proj", true, true, true);

        Names withoutKeyBias() {
            return new Names(query, key, value, out, queryBias, false, valueBias);
        }
    }

    /// @param queries what the queries are made of
    /// @param keys    what the keys are made of
    /// @param values  what the values are made of
    Value write(AttentionSite site, String name, Value queries, Value keys, Value values, Mask mask, Bias bias) {
        long width = queries.length(-1);
        Value q = heads(name + names.query, queries, width, names.queryBias, site);
        Value k = heads(name + names.key, keys, width, names.keyBias, site);
        Value v = heads(name + names.value, values, width, names.valueBias, site);
        double scale = 1 / Math.sqrt(width / (double) site.heads());
        Value mixed = layers.ops().attention(site, q, k, v, new Attention(scale, mask, site.heads(), dropout).with(bias));
        return layers.dense(name + names.out, layers.ops().mergeHeads(mixed), width);
    }

    /// Of one stack to itself.
    Value write(AttentionSite site, String name, Value hidden, Mask mask, Bias bias) {
        return write(site, name, hidden, hidden, hidden, mask, bias);
    }

    private Value heads(String name, Value x, long width, boolean bias, AttentionSite site) {
        return layers.ops().splitHeads(bias ? layers.dense(name, x, width) : layers.product(name, x, width), site.heads());
    }
}
