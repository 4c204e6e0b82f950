package io.headscope.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Functions applied number by number.
public enum Activation {
    /// x·Φ(x), exactly (Hendrycks & Gimpel, 2016, <https://arxiv.org/abs/1606.08415>).
    GELU("gelu"),
    /// Its approximation by tanh: 0.5x(1 + tanh(√(2/π)(x + 0.044715x³))), section 2 of the same.
    GELU_TANH("gelu_new", "gelu_fast", "gelu_pytorch_tanh"),
    /// x·σ(1.702x), section 2 of the same.
    QUICK_GELU("quick_gelu"),
    RELU("relu"),
    /// x·σ(x).
    SILU("silu", "swish"),
    TANH("tanh"),
    SIGMOID("sigmoid"),
    /// eˣ: of weights that are kept as logarithms.
    EXP();

    private final List<String> names;

    Activation(String... names) {
        this.names = List.of(names);
    }

    /// The activation that `config.json` calls `name`.
    public static Optional<Activation> named(String name) {
        return Arrays.stream(values()).filter(activation -> activation.names.contains(name)).findFirst();
    }

    /// Every name that `config.json` may use.
    public static List<String> names() {
        return Arrays.stream(values()).flatMap(activation -> activation.names.stream()).toList();
    }
}
