package io.headscope.model.family;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.AttentionSite.Kind;
import io.headscope.attention.Stack;
import io.headscope.message.Phrase;
import io.headscope.model.Activation;
import io.headscope.model.Bias;
import io.headscope.model.Dim;
import io.headscope.model.ElementType;
import io.headscope.model.Init;
import io.headscope.model.Mask;
import io.headscope.model.ModelConfig;
import io.headscope.model.Op;
import io.headscope.model.Ops;
import io.headscope.model.Value;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/// What Wav2Vec2 and HuBERT share: convolutions over the sound, positions by one more, and a transformer.
///
/// @param name   what the names of weights begin with: `wav2vec2`
/// @param convs  what slides over the sound, in turn
/// @param stable whether norms stand before each branch, with one more at the end, and every convolution has one
record HeardEncoder(Layers layers, String name, List<Conv> convs, Settings settings, boolean byGroup, boolean stable) {

    static final String SOUND = "input_values";

    /// 1 where a frame lies in the sound, 0 where in its fill.         [batch, frames]
    static final String VALID = "frame_mask";

    /// The same as a factor.                                         [batch, frames, 1]
    static final String KEPT = "frame_factor";

    /// PyTorch's own, which no config changes here.
    private static final double EPSILON = 1e-5;

    record Conv(int width, int size, int stride) {}

    /// @param placing how many frames the convolution for positions reaches over
    /// @param groups  of that convolution
    record Settings(
            int width,
            int layers,
            int heads,
            int inner,
            int placing,
            int groups,
            Activation activation,
            Activation convActivation,
            boolean convBias,
            boolean projectionNorm) {}

    /// @throws io.headscope.message.ProblemException if the config asks for what is not supported
    static HeardEncoder of(Ops ops, ModelConfig config, String name) {
        for (String flag : List.of("add_adapter", "conv_pos_batch_norm")) {
            if (config.flag(flag, false)) {
                throw config.wrong(flag, "false");
            }
        }
        if (config.has("adapter_attn_dim")) {
            throw config.wrong("adapter_attn_dim", "null");
        }
        String norm = config.text("feat_extract_norm").orElse("group");
        if (!norm.equals("group") && !norm.equals("layer")) {
            throw config.wrong("feat_extract_norm", Phrase.of("reason.want-one-of", "group, layer"));
        }
        int width = config.count("hidden_size", 768);
        int groups = config.divisor("num_conv_pos_embedding_groups", width, 16);
        Settings settings = new Settings(
                width,
                config.layers("num_hidden_layers", 12),
                config.divisor("num_attention_heads", width, 12),
                config.count("intermediate_size", 3072),
                config.count("num_conv_pos_embeddings", 128),
                groups,
                config.activation("hidden_act", Activation.GELU),
                config.activation("feat_extract_activation", Activation.GELU),
                config.flag("conv_bias", false),
                config.flag("feat_proj_layer_norm", true));
        Layers layers = new Layers(
                ops,
                new Init.Normal(config.decimal("initializer_range", 0.02, 0, 10)),
                config.decimal("layer_norm_eps", EPSILON, 0, 1));
        return new HeardEncoder(
                layers, name, convs(config), settings, norm.equals("group"), config.flag("do_stable_layer_norm", false));
    }

    private static List<Conv> convs(ModelConfig config) {
        List<Integer> widths = config.counts("conv_dim");
        List<Integer> sizes = config.counts("conv_kernel");
        List<Integer> strides = config.counts("conv_stride");
        if (sizes.size() != widths.size()) {
            throw config.wrong("conv_kernel", Phrase.of("reason.want-as-many", widths.size()));
        }
        if (strides.size() != widths.size()) {
            throw config.wrong("conv_stride", Phrase.of("reason.want-as-many", widths.size()));
        }
        return java.util.stream.IntStream.range(0, widths.size())
                .mapToObj(i -> new Conv(widths.get(i), sizes.get(i), strides.get(i)))
                .toList();
    }

    /// How many frames become of so many samples.
    int frames(int samples) {
        int length = samples;
        for (Conv conv : convs) {
            length = length < conv.size ? 0 : (length - conv.size) / conv.stride + 1;
        }
        return length;
    }

    /// Samples from one frame to the next.
    int stride() {
        return convs.stream().mapToInt(Conv::stride).reduce(1, Math::multiplyExact);
    }

    /// Samples that one frame hears.
    int reach() {
        int reach = 1;
        for (Conv conv : convs.reversed()) {
            reach = (reach - 1) * conv.stride + conv.size;
        }
        return reach;
    }

    private Ops ops() {
        return layers.ops();
    }

    /// @return [batch, frames, width]
    Value write(int samples) {
        Value sound = ops().input(SOUND, ElementType.F32, Dim.BATCH, Dim.of(samples));
        Value features = ops().part("feature_extractor", () -> features(ops().reshape(sound, Dim.BATCH, Dim.of(1), Dim.of(samples))));
        Value projected = ops().part("feature_projection", () -> projected(ops().permute(features, 0, 2, 1)));
        Value valid = ops().input(VALID, ElementType.I64, Dim.BATCH, projected.dim(1));
        Value kept = ops().input(KEPT, ElementType.F32, Dim.BATCH, projected.dim(1), Dim.of(1));
        Value placed = ops().part("encoder.pos_conv_embed", () -> {
            Value heard = ops().mul(projected, kept);
            return ops().add(heard, places(heard));
        });
        Value hidden = stable ? placed : layers.norm(name + ".encoder.layer_norm", placed);
        for (int layer = 0; layer < settings.layers; layer++) {
            int at = layer;
            Value before = ops().tap("hidden_states." + layer, hidden);
            hidden = ops().part("encoder.layers." + layer, () -> layer(at, before, valid));
        }
        return ops().tap(
                "hidden_states." + settings.layers, stable ? layers.norm(name + ".encoder.layer_norm", hidden) : hidden);
    }

    /// @param sound [batch, 1, samples]
    /// @return      [batch, channels, frames]
    private Value features(Value sound) {
        Value x = sound;
        for (int i = 0; i < convs.size(); i++) {
            Conv conv = convs.get(i);
            String place = name + ".feature_extractor.conv_layers." + i;
            Value kernel = ops().weight(place + ".conv.weight", layers.init(), conv.width, x.length(1), conv.size);
            Value bias = settings.convBias ? ops().weight(place + ".conv.bias", Init.ZEROS, conv.width) : null;
            Value slid = ops().conv(x, kernel, bias, new Op.Conv(List.of(conv.stride), List.of(0), 1));
            Value normed = !byGroup ? byChannels(place, slid) : i == 0 ? overTime(place, slid) : slid;
            x = ops().activate(settings.convActivation, normed);
        }
        return x;
    }

    /// Every frame over its channels.
    private Value byChannels(String place, Value x) {
        Value turned = ops().permute(x, 0, 2, 1);
        return ops().permute(new Layers(ops(), layers.init(), EPSILON).norm(place + ".layer_norm", turned), 0, 2, 1);
    }

    /// Every channel over all its frames: a group norm with as many groups as channels.
    private Value overTime(String place, Value x) {
        long channels = x.length(1);
        int frames = Math.toIntExact(x.length(2));
        float[] ones = new float[frames];
        Arrays.fill(ones, 1);
        Value normed = ops().layerNorm(x, ops().constant(ones, frames), ops().constant(new float[frames], frames), EPSILON);
        Value scale = ops().reshape(ops().weight(place + ".layer_norm.weight", Init.ONES, channels), Dim.of(channels), Dim.of(1));
        Value shift = ops().reshape(ops().weight(place + ".layer_norm.bias", Init.ZEROS, channels), Dim.of(channels), Dim.of(1));
        return ops().add(ops().mul(normed, scale), shift);
    }

    private Value projected(Value features) {
        String place = name + ".feature_projection";
        Value normed = settings.projectionNorm ? layers.norm(place + ".layer_norm", features) : features;
        return layers.dense(place + ".projection", normed, settings.width);
    }

    /// Where frames lie to each other, by one more convolution over many of them. Files keep its kernel as a direction and
    /// a length; it is put together where they are read.
    private Value places(Value hidden) {
        String place = name + ".encoder.pos_conv_embed.conv";
        int size = settings.placing;
        Value kernel = ops().weight(place + ".weight", layers.init(), settings.width, settings.width / settings.groups, size);
        Value bias = ops().weight(place + ".bias", Init.ZEROS, settings.width);
        Value slid = ops().conv(
                ops().permute(hidden, 0, 2, 1), kernel, bias, new Op.Conv(List.of(1), List.of(size / 2), settings.groups));
        // An even kernel leaves one place too many.
        Value same = size % 2 == 0 ? ops().slice(slid, 2, 0, slid.length(2) - 1) : slid;
        return ops().permute(ops().activate(settings.convActivation, same), 0, 2, 1);
    }

    private Value layer(int layer, Value hidden, Value valid) {
        String place = name + ".encoder.layers." + layer;
        AttentionSite site = new AttentionSite(Stack.ENCODER, Kind.SELF, layer, settings.heads);
        AttentionBlock block = new AttentionBlock(layers, AttentionBlock.Names.BART);
        Value attended = ops().part("attention", () -> around(place + ".layer_norm", hidden, x ->
                block.write(site, place + ".attention", x, Mask.padding(valid), Bias.NONE)));
        return ops().part("mlp", () -> around(place + ".final_layer_norm", attended, x -> {
            Value wide = layers.dense(place + ".feed_forward.intermediate_dense", x, settings.inner);
            return layers.dense(place + ".feed_forward.output_dense", ops().activate(settings.activation, wide), settings.width);
        }));
    }

    private Value around(String norm, Value hidden, UnaryOperator<Value> body) {
        return stable
                ? ops().add(hidden, body.apply(layers.norm(norm, hidden)))
                : layers.norm(norm, ops().add(hidden, body.apply(hidden)));
    }
}
