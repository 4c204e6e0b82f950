package io.headscope.model.family;

import io.headscope.message.Phrase;
import io.headscope.model.ModelConfig;
import io.headscope.model.Op;
import io.headscope.model.Ops;
import io.headscope.model.Rotation;
import io.headscope.model.Rotation.Scaling;
import io.headscope.model.Value;
import java.util.List;
import java.util.Optional;

/// Positions as turns of queries and keys, as `config.json` describes them: `rope_theta` and `rope_scaling`, or both in
/// `rope_parameters`.
///
/// @param angles what they are turned by                             [batch, tokens, turned]
record Rotary(Ops ops, Value angles, Op.Pairing pairing) {

    private static final double LARGEST = 1e12;

    /// @param x [batch, heads, tokens, size]
    Value turn(Value x) {
        return ops.rotate(x, angles, pairing);
    }

    /// The turns of a network that pairs halves.
    ///
    /// @param turned how many dimensions of a head are turned
    static Rotary of(DecoderFrame frame, ModelConfig config, int turned) {
        return of(frame, config, turned, 10_000);
    }

    /// @param base where the config does not say
    static Rotary of(DecoderFrame frame, ModelConfig config, int turned, double base) {
        return new Rotary(frame.ops(), frame.angles(rotation(config, turned, base)), Op.Pairing.HALVES);
    }

    /// An even number of dimensions, all of a head where the config does not say.
    static int even(ModelConfig config, String key, int size) {
        int turned = config.count(key, size);
        if (turned > size || turned % 2 != 0) {
            throw config.wrong(key, Phrase.of("reason.want-even", size));
        }
        return turned;
    }

    /// The dimensions that are turned where it is a share of a head.
    static int turned(ModelConfig config, int size, double otherwise) {
        double share = parameters(config).flatMap(parameters -> share(parameters)).or(() -> share(config)).orElse(otherwise);
        int turned = (int) (size * share);
        if (turned < 2 || turned % 2 != 0) {
            throw config.wrong("partial_rotary_factor", Phrase.of("reason.want-even-turns", size));
        }
        return turned;
    }

    private static Optional<Double> share(ModelConfig config) {
        double share = config.decimal("partial_rotary_factor", 0, 0, 1);
        return share == 0 ? Optional.empty() : Optional.of(share);
    }

    /// The newest files keep everything in one place.
    private static Optional<ModelConfig> parameters(ModelConfig config) {
        return section(config, "rope_parameters");
    }

    private static Optional<ModelConfig> section(ModelConfig config, String key) {
        return config.has(key) ? Optional.of(config.section(key)) : Optional.empty();
    }

    static Rotation rotation(ModelConfig config, int turned, double otherwise) {
        Optional<ModelConfig> parameters = parameters(config);
        double base = parameters.orElse(config).decimal("rope_theta", config.decimal("rope_theta", otherwise, 1, LARGEST), 1, LARGEST);
        Scaling scaling = parameters.or(() -> section(config, "rope_scaling"))
                .map(section -> scaling(config, section, turned))
                .orElse(Scaling.NONE);
        return new Rotation(base, turned, scaling);
    }

    /// The longest text that the turns are made for: the length of training, stretched.
    static int longest(ModelConfig config) {
        int positions = config.count("max_position_embeddings", 2048);
        return parameters(config)
                .or(() -> section(config, "rope_scaling"))
                .filter(section -> List.of("linear", "dynamic").contains(kind(section)))
                .map(section -> (int) (positions * factor(section)))
                .orElse(positions);
    }

    /// Both spellings are met: `rope_type` is the newer one.
    private static String kind(ModelConfig section) {
        return section.text("rope_type").or(() -> section.text("type")).orElse("default");
    }

    private static double factor(ModelConfig section) {
        return section.decimal("factor", 1, 1, 1e6);
    }

    private static Scaling scaling(ModelConfig config, ModelConfig section, int turned) {
        return switch (kind(section)) {
            case "default" -> Scaling.NONE;
            case "linear" -> new Scaling.Linear(factor(section));
            case "dynamic" -> new Scaling.Dynamic(factor(section), config.count("max_position_embeddings", 2048));
            case "llama3" -> new Scaling.Llama3(
                    factor(section),
                    section.decimal("low_freq_factor", 1, 1e-6, 1e6),
                    section.decimal("high_freq_factor", 4, 1e-6, 1e6),
                    trained(config, section));
            case "yarn" -> yarn(config, section);
            case "longrope", "su" -> perPair(config, section, turned);
            default -> throw section.wrong(
                    section.text("rope_type").isPresent() ? "rope_type" : "type",
                    Phrase.of("reason.want-one-of", "default, linear, dynamic, llama3, yarn, longrope"));
        };
    }

    /// The length of the first training.
    private static int trained(ModelConfig config, ModelConfig section) {
        String key = "original_max_position_embeddings";
        return section.count(key, config.count(key, config.count("max_position_embeddings", 2048)));
    }

    private static Scaling yarn(ModelConfig config, ModelConfig section) {
        double factor = factor(section);
        return new Scaling.Yarn(
                factor,
                section.decimal("beta_fast", 32, 1e-6, 1e6),
                section.decimal("beta_slow", 1, 1e-6, 1e6),
                trained(config, section),
                section.decimal("attention_factor", 0.1 * Math.log(factor) + 1, 0, 1e6));
    }

    private static Scaling perPair(ModelConfig config, ModelConfig section, int turned) {
        int trained = trained(config, section);
        double longer = config.count("max_position_embeddings", trained) / (double) trained;
        double magnitude = longer <= 1 ? 1 : Math.sqrt(1 + Math.log(longer) / Math.log(trained));
        return new Scaling.PerPair(
                factors(section, "short_factor", turned),
                factors(section, "long_factor", turned),
                trained,
                section.decimal("attention_factor", magnitude, 0, 1e6));
    }

    private static List<Double> factors(ModelConfig section, String key, int turned) {
        return section.decimals(key)
                .filter(factors -> factors.size() == turned / 2 && factors.stream().allMatch(factor -> factor >= 1e-6))
                .orElseThrow(() -> section.wrong(key, Phrase.of("reason.want-factors", turned / 2)));
    }
}
