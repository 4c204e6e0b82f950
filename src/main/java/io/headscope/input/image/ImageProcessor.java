package io.headscope.input.image;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The image processors of Hugging Face transformers that Headscope knows, with what each does where a configuration says
/// nothing, and how it reads a single number as a size.
enum ImageProcessor {
    VIT("ViT", Sides.SQUARE, Resampling.BILINEAR, false, Statistics.HALF, 224),
    BEIT("Beit", Sides.SQUARE, Resampling.BICUBIC, true, Statistics.HALF, 256),
    DEIT("DeiT", Sides.SQUARE, Resampling.BICUBIC, true, Statistics.IMAGENET, 256),
    CLIP("CLIP", Sides.SHORTEST, Resampling.BICUBIC, true, Statistics.CLIP, 224),
    SIGLIP("Siglip", Sides.SQUARE, Resampling.BICUBIC, false, Statistics.HALF, 224),
    /// BiT's, which DINOv2 has too.
    BIT("Bit", Sides.SHORTEST, Resampling.BICUBIC, true, Statistics.CLIP, 224),
    SEGFORMER("Segformer", Sides.SQUARE, Resampling.BILINEAR, false, Statistics.IMAGENET, 512),
    DETR("Detr", Sides.BETWEEN, Resampling.BILINEAR, false, Statistics.IMAGENET, 800),
    VILT("Vilt", Sides.DIVIDED, Resampling.BICUBIC, false, Statistics.HALF, 384);

    /// What a single number, or a shortest edge, says of both sides.
    enum Sides {
        SQUARE,
        SHORTEST,
        BETWEEN,
        DIVIDED
    }

    /// What pixels are normalised with, red, green and blue.
    enum Statistics {
        HALF(List.of(0.5, 0.5, 0.5), List.of(0.5, 0.5, 0.5)),
        IMAGENET(List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225)),
        CLIP(List.of(0.48145466, 0.4578275, 0.40821073), List.of(0.26862954, 0.26130258, 0.27577711));

        private final List<Double> mean;
        private final List<Double> deviation;

        Statistics(List<Double> mean, List<Double> deviation) {
            this.mean = mean;
            this.deviation = deviation;
        }

        List<Double> mean() {
            return mean;
        }

        List<Double> deviation() {
            return deviation;
        }
    }

    /// Longer than 800 by this in DETR's and ViLT's first configurations.
    private static final int USUAL_LONGEST = 1333;

    private static final int USUAL_SHORTEST = 800;

    private final String prefix;
    private final Sides sides;
    private final Resampling resampling;
    private final boolean crops;
    private final Statistics statistics;
    private final int size;

    ImageProcessor(
            String prefix, Sides sides, Resampling resampling, boolean crops, Statistics statistics, int size) {
        this.prefix = prefix;
        this.sides = sides;
        this.resampling = resampling;
        this.crops = crops;
        this.statistics = statistics;
        this.size = size;
    }

    /// The processor of a class (`CLIPFeatureExtractor`, `ViTImageProcessorFast`).
    static Optional<ImageProcessor> ofClass(String name) {
        String prefix = name.replaceAll("(FeatureExtractor|ImageProcessor)(Fast)?$", "");
        return Arrays.stream(values()).filter(processor -> processor.prefix.equals(prefix)).findFirst();
    }

    /// The processor that checkpoints of a family usually come with.
    static ImageProcessor ofFamily(String family) {
        return switch (family.toLowerCase(Locale.ROOT)) {
            case "dinov2" -> BIT;
            case "clip", "clip_vision_model" -> CLIP;
            case "siglip", "siglip_vision_model" -> SIGLIP;
            default -> Arrays.stream(values())
                    .filter(processor -> processor.prefix.equalsIgnoreCase(family))
                    .findFirst()
                    .orElse(VIT);
        };
    }

    /// What it makes of one number.
    ///
    /// @param longest the longest side, where one is given
    ResizeRule rule(int number, @Nullable Integer longest, int divisor) {
        return switch (sides) {
            case SQUARE -> new ResizeRule.Exactly(number, number);
            case SHORTEST -> new ResizeRule.Shortest(number);
            case BETWEEN -> new ResizeRule.Between(number, longest == null ? USUAL_LONGEST : longest);
            case DIVIDED -> new ResizeRule.Divided(
                    number, (int) ((double) USUAL_LONGEST / USUAL_SHORTEST * number), divisor);
        };
    }

    /// What it makes of an edge that is called the shortest.
    ResizeRule shortest(int edge, @Nullable Integer longest, int divisor) {
        if (sides == Sides.DIVIDED) {
            return rule(edge, longest, divisor);
        }
        return longest == null ? new ResizeRule.Shortest(edge) : new ResizeRule.Between(edge, longest);
    }

    Resampling resampling() {
        return resampling;
    }

    boolean crops() {
        return crops;
    }

    Statistics statistics() {
        return statistics;
    }

    int size() {
        return size;
    }

    /// Whether pixels are told from fill.
    boolean pads() {
        return this == DETR || this == VILT;
    }
}
