package io.headscope.input.image;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.headscope.message.Phrase;
import io.headscope.model.Intake;
import io.headscope.model.ModelConfig;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// What is done with a picture before a network takes it, step by step: as `preprocessor_config.json` says, and as its
/// image processor does where that says nothing.
///
/// @param resize     to what size it is brought, if it is
/// @param resampling how its pixels are made then
/// @param crop       what is kept of its middle, if not all
/// @param rescale    what pixels are multiplied by, if they are
/// @param normalize  what they are centred and divided by, if they are
/// @param pad        up to what size it is filled, if the configuration says so
public record ImageSettings(
        Optional<ResizeRule> resize,
        Resampling resampling,
        Optional<ResizeRule.Size> crop,
        OptionalDouble rescale,
        Optional<Normalization> normalize,
        Optional<ResizeRule.Size> pad) {

    /// The file that holds them.
    public static final String FILE = "preprocessor_config.json";

    private static final double BYTE = 0.00392156862745098;
    private static final int USUAL_DIVISOR = 32;
    private static final int LARGEST = 1 << 14;

    /// @param mean      of every channel
    /// @param deviation of every channel
    public record Normalization(List<Double> mean, List<Double> deviation) {}

    /// What a family usually does, for the size that its network takes: of folders without the file.
    public static ImageSettings usual(String family, Intake.Image intake) {
        ImageProcessor processor = ImageProcessor.ofFamily(family);
        ResizeRule.Size size = new ResizeRule.Size(intake.width(), intake.height());
        boolean keepsProportions = processor.rule(1, null, 1) instanceof ResizeRule.Shortest;
        ResizeRule rule = keepsProportions
                ? new ResizeRule.Shortest(Math.max(size.width(), size.height()))
                : new ResizeRule.Exactly(size.width(), size.height());
        return new ImageSettings(
                Optional.of(rule),
                processor.resampling(),
                keepsProportions ? Optional.of(size) : Optional.empty(),
                OptionalDouble.of(BYTE),
                Optional.of(new Normalization(processor.statistics().mean(), processor.statistics().deviation())),
                Optional.empty());
    }

    /// As a file has them.
    ///
    /// @param config the file, read
    /// @param family whose processor it is where the file does not name one
    /// @throws io.headscope.message.ProblemException if a value is not what it should be
    public static ImageSettings read(ModelConfig config, String family) {
        ImageProcessor processor = config.text("image_processor_type")
                .or(() -> config.text("feature_extractor_type"))
                .flatMap(ImageProcessor::ofClass)
                .orElseGet(() -> ImageProcessor.ofFamily(family));
        return new Reader(config, processor).settings();
    }

    /// Reads one file for one processor.
    private record Reader(ModelConfig config, ImageProcessor processor) {

        ImageSettings settings() {
            return new ImageSettings(
                    config.flag("do_resize", true) ? Optional.of(rule()) : Optional.empty(),
                    resampling(),
                    config.flag("do_center_crop", processor.crops()) ? Optional.of(crop()) : Optional.empty(),
                    config.flag("do_rescale", true)
                            ? OptionalDouble.of(config.decimal("rescale_factor", BYTE, 0, 255))
                            : OptionalDouble.empty(),
                    config.flag("do_normalize", true) ? Optional.of(normalization()) : Optional.empty(),
                    config.flag("do_pad", processor.pads()) ? pad() : Optional.empty());
        }

        private Resampling resampling() {
            JsonElement code = config.json().get("resample");
            if (code == null || code.isJsonNull()) {
                return processor.resampling();
            }
            return Arrays.stream(Resampling.values())
                    .filter(one -> code instanceof JsonPrimitive number && number.isNumber() && number.getAsDouble() == one.code())
                    .findFirst()
                    .orElseThrow(() -> config.wrong("resample", Phrase.of("reason.want-whole-number", 0, 5)));
        }

        private ResizeRule rule() {
            Integer longest = number(config.json(), "max_size");
            return switch (config.json().get("size")) {
                case JsonPrimitive number when number.isNumber() -> processor.rule(side("size", number), longest, divisor());
                case JsonArray sides when sides.size() == 2 ->
                        new ResizeRule.Exactly(side("size", sides.get(1)), side("size", sides.get(0)));
                case JsonObject sides -> ofSides(sides);
                case null, default -> processor.rule(processor.size(), longest, divisor());
            };
        }

        private ResizeRule ofSides(JsonObject sides) {
            Integer height = number(sides, "height");
            Integer width = number(sides, "width");
            if (height != null && width != null) {
                return new ResizeRule.Exactly(width, height);
            }
            Integer mostHeight = number(sides, "max_height");
            Integer mostWidth = number(sides, "max_width");
            if (mostHeight != null && mostWidth != null) {
                return new ResizeRule.Within(mostWidth, mostHeight);
            }
            Integer shortest = number(sides, "shortest_edge");
            if (shortest == null) {
                throw config.wrong("size", Phrase.of("reason.want-size"));
            }
            Integer longest = number(sides, "longest_edge");
            return processor.shortest(shortest, longest == null ? number(config.json(), "max_size") : longest, divisor());
        }

        private int divisor() {
            return config.count("size_divisor", USUAL_DIVISOR);
        }

        private ResizeRule.Size crop() {
            return size("crop_size").orElse(new ResizeRule.Size(224, 224));
        }

        private Optional<ResizeRule.Size> pad() {
            return size("pad_size");
        }

        /// Height and width, or one number for both.
        private Optional<ResizeRule.Size> size(String key) {
            return switch (config.json().get(key)) {
                case JsonPrimitive number when number.isNumber() ->
                        Optional.of(new ResizeRule.Size(side(key, number), side(key, number)));
                case JsonArray sides when sides.size() == 2 ->
                        Optional.of(new ResizeRule.Size(side(key, sides.get(1)), side(key, sides.get(0))));
                case JsonObject sides when sides.has("height") && sides.has("width") ->
                        Optional.of(new ResizeRule.Size(side(key, sides.get("width")), side(key, sides.get("height"))));
                case JsonObject sides when sides.has("shortest_edge") ->
                        Optional.of(new ResizeRule.Size(
                                side(key, sides.get("shortest_edge")), side(key, sides.get("shortest_edge"))));
                case null -> Optional.empty();
                case com.google.gson.JsonNull _ -> Optional.empty();
                default -> throw config.wrong(key, Phrase.of("reason.want-size"));
            };
        }

        private Normalization normalization() {
            Normalization normalization = new Normalization(
                    numbers("image_mean", processor.statistics().mean()),
                    numbers("image_std", processor.statistics().deviation()));
            if (normalization.deviation().contains(0.0)) {
                throw config.wrong("image_std", Phrase.of("reason.want-some-number"));
            }
            return normalization;
        }

        private List<Double> numbers(String key, List<Double> otherwise) {
            return switch (config.json().get(key)) {
                case null -> otherwise;
                case com.google.gson.JsonNull _ -> otherwise;
                case JsonPrimitive number when number.isNumber() -> List.of(number.getAsDouble());
                case JsonArray array when !array.isEmpty()
                        && array.asList().stream().allMatch(one -> one instanceof JsonPrimitive p && p.isNumber()) ->
                        array.asList().stream().map(JsonElement::getAsDouble).toList();
                default -> throw config.wrong(key, Phrase.of("reason.want-numbers"));
            };
        }

        private @Nullable Integer number(JsonObject json, String key) {
            JsonElement value = json.get(key);
            return value == null || value.isJsonNull() ? null : Integer.valueOf(side(key, value));
        }

        private int side(String key, JsonElement value) {
            if (value instanceof JsonPrimitive number && number.isNumber()) {
                double side = number.getAsDouble();
                if (side >= 1 && side <= LARGEST && side == Math.rint(side)) {
                    return (int) side;
                }
            }
            throw config.wrong(config.json().has(key) ? key : "size", Phrase.of("reason.want-whole-number", 1, LARGEST));
        }
    }
}
