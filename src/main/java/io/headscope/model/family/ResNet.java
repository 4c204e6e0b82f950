package io.headscope.model.family;

import io.headscope.message.Phrase;
import io.headscope.model.Activation;
import io.headscope.model.ModelConfig;
import io.headscope.model.Op;
import io.headscope.model.Ops;
import io.headscope.model.Value;
import java.util.List;
import java.util.Map;

/// The residual network that other networks look at pictures with (He et al., 2016, <https://arxiv.org/abs/1512.03385>),
/// its norms frozen, under the names that Hugging Face's own implementation gives its weights or under timm's.
///
/// @param embedding  channels behind the first convolution
/// @param widths     channels behind every stage
/// @param depths     blocks of every stage
/// @param bottleneck whether a block's middle convolution is narrower
/// @param timm       whether weights have timm's names
record ResNet(
        Layers layers, String name, int embedding, List<Integer> widths, List<Integer> depths, boolean bottleneck, boolean timm) {

    /// How much narrower the middle of a bottleneck is.
    private static final int NARROWER = 4;

    /// Those of timm that checkpoints of detectors name, all with these widths.
    private static final Map<String, List<Integer>> TIMM = Map.of(
            "resnet18", List.of(2, 2, 2, 2),
            "resnet34", List.of(3, 4, 6, 3),
            "resnet50", List.of(3, 4, 6, 3),
            "resnet101", List.of(3, 4, 23, 3));

    private static final List<String> BASIC = List.of("resnet18", "resnet34");

    /// The backbone that the config of a detector describes.
    static ResNet of(Layers layers, String name, ModelConfig config) {
        if (config.flag("dilation", false)) {
            throw config.wrong("dilation", "false");
        }
        return config.flag("use_timm_backbone", true) ? timm(layers, name, config) : own(layers, name, config.section("backbone_config"));
    }

    private static ResNet timm(Layers layers, String name, ModelConfig config) {
        String backbone = config.text("backbone").orElse("resnet50");
        List<Integer> depths = TIMM.get(backbone);
        if (depths == null) {
            throw config.wrong("backbone", Phrase.of("reason.want-one-of", String.join(", ", TIMM.keySet().stream().sorted().toList())));
        }
        boolean bottleneck = !BASIC.contains(backbone);
        List<Integer> widths = bottleneck ? List.of(256, 512, 1024, 2048) : List.of(64, 128, 256, 512);
        return new ResNet(layers, name, 64, widths, depths, bottleneck, true);
    }

    private static ResNet own(Layers layers, String name, ModelConfig config) {
        if (!config.text("model_type").orElse("resnet").equals("resnet")) {
            throw config.wrong("model_type", "\"resnet\"");
        }
        for (String flag : List.of("downsample_in_first_stage", "downsample_in_bottleneck")) {
            if (config.flag(flag, false)) {
                throw config.wrong(flag, "false");
            }
        }
        if (!config.text("hidden_act").orElse("relu").equals("relu")) {
            throw config.wrong("hidden_act", "\"relu\"");
        }
        List<Integer> widths = config.counts("hidden_sizes");
        List<Integer> depths = config.counts("depths");
        if (depths.size() != widths.size()) {
            throw config.wrong("depths", Phrase.of("reason.want-as-many", widths.size()));
        }
        String type = config.text("layer_type").orElse("bottleneck");
        if (!type.equals("basic") && !type.equals("bottleneck")) {
            throw config.wrong("layer_type", Phrase.of("reason.want-one-of", "basic, bottleneck"));
        }
        return new ResNet(layers, name, config.count("embedding_size", 64), widths, depths, type.equals("bottleneck"), false);
    }

    private Ops ops() {
        return layers.ops();
    }

    /// @param pixels [batch, channels, height, width]
    /// @return       [batch, last width, height / 32, width / 32], rounded up
    Value write(Value pixels) {
        Value x = ops().part("backbone.stem", () -> stem(pixels));
        for (int stage = 0; stage < widths.size(); stage++) {
            for (int block = 0; block < depths.get(stage); block++) {
                int at = stage;
                int in = block;
                Value before = x;
                x = ops().part("backbone.stage." + stage + "." + block, () -> block(at, in, before));
            }
        }
        return x;
    }

    private Value stem(Value pixels) {
        Value wide = timm
                ? conv("conv1", "bn1", pixels, embedding, 7, 2)
                : own("embedder.embedder", pixels, embedding, 7, 2);
        return ops().maxPool(ops().activate(Activation.RELU, wide), new Op.MaxPool(3, 2, 1));
    }

    private Value block(int stage, int block, Value x) {
        int width = widths.get(stage);
        int stride = stage > 0 && block == 0 ? 2 : 1;
        Value shortcut = stride > 1 || x.length(1) != width ? shortcut(stage, block, x, width, stride) : x;
        Value branch = bottleneck ? bottleneck(stage, block, x, width, stride) : basic(stage, block, x, width, stride);
        return ops().activate(Activation.RELU, ops().add(branch, shortcut));
    }

    private Value basic(int stage, int block, Value x, int width, int stride) {
        Value first = ops().activate(Activation.RELU, layer(stage, block, 0, x, width, 3, stride));
        return layer(stage, block, 1, first, width, 3, 1);
    }

    private Value bottleneck(int stage, int block, Value x, int width, int stride) {
        Value narrow = ops().activate(Activation.RELU, layer(stage, block, 0, x, width / NARROWER, 1, 1));
        Value middle = ops().activate(Activation.RELU, layer(stage, block, 1, narrow, width / NARROWER, 3, stride));
        return layer(stage, block, 2, middle, width, 1, 1);
    }

    private Value layer(int stage, int block, int number, Value x, int out, int size, int stride) {
        String place = "layer" + (stage + 1) + "." + block;
        return timm
                ? conv(place + ".conv" + (number + 1), place + ".bn" + (number + 1), x, out, size, stride)
                : own("encoder.stages." + stage + ".layers." + block + ".layer." + number, x, out, size, stride);
    }

    private Value shortcut(int stage, int block, Value x, int out, int stride) {
        String place = "layer" + (stage + 1) + "." + block + ".downsample";
        return timm
                ? conv(place + ".0", place + ".1", x, out, 1, stride)
                : own("encoder.stages." + stage + ".layers." + block + ".shortcut", x, out, 1, stride);
    }

    private Value own(String place, Value x, int out, int size, int stride) {
        return conv(place + ".convolution", place + ".normalization", x, out, size, stride);
    }

    private Value conv(String convolution, String norm, Value x, int out, int size, int stride) {
        Value kernel = ops().weight(name + "." + convolution + ".weight", layers.init(), out, x.length(1), size, size);
        int padding = size / 2;
        Value moved = ops().conv(x, kernel, null, new Op.Conv(List.of(stride, stride), List.of(padding, padding), 1));
        return FrozenNorm.write(layers, name + "." + norm, moved);
    }
}
