package io.headscope.training;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.Layout;
import io.headscope.attention.RgbImage;
import io.headscope.attention.Waveform;
import io.headscope.file.JsonFile;
import io.headscope.input.Medium;
import io.headscope.message.Phrase;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/// The folder `training/heads` of a model: `inputs.json` says what is watched, `step-00000016.safetensors` holds what every
/// head did with it after 16 steps, and beside them lies what makes inputs of texts and pictures.
///
/// Tensors, F16: `INPUT.STACK.KIND.LAYER.weights` [heads, queries, keys], `….queries`, `….keys`, `….values`, and
/// `INPUT.answer.OUTPUT`. Where there are very many weights that follow from queries and keys alone, `….scale`, what their
/// products are multiplied with before the softmax, stands for the weights.
final class HeadFiles {

    static final String FOLDER = "heads";

    private static final String INPUTS = "inputs.json";
    private static final Pattern STEP = Pattern.compile("step-(\\d{8})\\.safetensors");

    private HeadFiles() {}

    /// The folder within that of a model.
    static Path of(Path model) {
        return model.resolve("training").resolve(FOLDER);
    }

    static String step(int steps) {
        return String.format(Locale.ROOT, "step-%08d.safetensors", steps);
    }

    /// How many steps a file is of.
    static OptionalInt steps(Path file) {
        Matcher name = STEP.matcher(String.valueOf(file.getFileName()));
        return name.matches() ? OptionalInt.of(Integer.parseInt(name.group(1))) : OptionalInt.empty();
    }

    static String site(int input, AttentionSite site) {
        return input + "." + site.stack().id() + "." + site.kind().name().toLowerCase(Locale.ROOT) + "." + site.layer() + ".";
    }

    static String answer(int input) {
        return input + ".answer.";
    }

    static boolean isIn(Path folder) {
        return Files.isRegularFile(folder.resolve(INPUTS));
    }

    static void write(Path folder, List<Watched> watched) throws IOException {
        JsonArray inputs = new JsonArray();
        for (int i = 0; i < watched.size(); i++) {
            inputs.add(switch (watched.get(i)) {
                case Watched.Shown shown -> json(folder, i, shown);
                case Watched.Repeated(int length, long seed) -> {
                    JsonObject json = new JsonObject();
                    json.addProperty("repeated", length);
                    json.addProperty("seed", seed);
                    yield json;
                }
            });
        }
        JsonObject all = new JsonObject();
        all.add("inputs", inputs);
        Files.writeString(folder.resolve(INPUTS), all + "\n");
    }

    private static JsonObject json(Path folder, int at, Watched.Shown shown) throws IOException {
        JsonObject json = new JsonObject();
        json.addProperty("text", shown.text());
        json.addProperty("pair", shown.pair());
        json.addProperty("target", shown.target());
        json.add("words", new Gson().toJsonTree(shown.words()));
        if (!shown.times().isEmpty()) {
            json.add("times", new Gson().toJsonTree(shown.times()));
        }
        switch (shown.medium()) {
            case Medium.Picture(String name, RgbImage image) -> {
                String file = "input-" + at + ".png";
                picture(folder.resolve(file), image);
                json.addProperty("picture", file);
                json.addProperty("name", name);
            }
            case Medium.Sound(String name, Waveform wave, var _) -> {
                String file = "input-" + at + ".wav";
                Files.write(folder.resolve(file), sound(wave));
                json.addProperty("sound", file);
                json.addProperty("name", name);
            }
            case null -> {}
        }
        return json;
    }

    private static void picture(Path file, RgbImage image) throws IOException {
        BufferedImage buffered = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        buffered.setRGB(0, 0, image.width(), image.height(), image.argb(), 0, image.width());
        ImageIO.write(buffered, "png", file.toFile());
    }

    /// A WAV file of 32-bit floats: no sample changes.
    private static byte[] sound(Waveform wave) {
        int bytes = wave.samples().length * Float.BYTES;
        ByteBuffer file = ByteBuffer.allocate(44 + bytes).order(ByteOrder.LITTLE_ENDIAN);
        file.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + bytes).put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII));
        file.putInt(16).putShort((short) 3).putShort((short) 1).putInt(wave.rate()).putInt(wave.rate() * Float.BYTES);
        file.putShort((short) Float.BYTES).putShort((short) 32).put("data".getBytes(StandardCharsets.US_ASCII)).putInt(bytes);
        for (float sample : wave.samples()) {
            file.putFloat(sample);
        }
        return file.array();
    }

    /// @throws ProblemException if it is not as [#write] leaves it
    static List<Watched> read(Path folder) {
        JsonObject all = JsonFile.read(folder.resolve(INPUTS));
        try {
            List<Watched> watched = new ArrayList<>();
            for (JsonElement one : all.getAsJsonArray("inputs")) {
                JsonObject json = one.getAsJsonObject();
                watched.add(json.has("repeated")
                        ? new Watched.Repeated(json.get("repeated").getAsInt(), json.get("seed").getAsLong())
                        : shown(folder, json));
            }
            return watched;
        } catch (NullPointerException | IllegalStateException | ClassCastException | UnsupportedOperationException | NumberFormatException broken) {
            throw new ProblemException(broken, Problem.DATA_BROKEN, folder.resolve(INPUTS), Phrase.of("reason.want-inputs"));
        }
    }

    private static Watched.Shown shown(Path folder, JsonObject json) {
        Map<String, String> words = new HashMap<>();
        json.getAsJsonObject("words").asMap().forEach((word, original) -> words.put(word, original.getAsString()));
        Map<String, Layout.Time> times = new HashMap<>();
        if (json.has("times")) {
            json.getAsJsonObject("times").asMap().forEach((word, time) -> times.put(word, time(time.getAsJsonObject())));
        }
        return new Watched.Shown(
                json.get("text").getAsString(), text(json, "pair"), text(json, "target"), medium(folder, json), words, times);
    }

    private static Layout.Time time(JsonObject json) {
        return new Layout.Time(json.get("start").getAsDouble(), json.get("end").getAsDouble());
    }

    private static @Nullable Medium medium(Path folder, JsonObject json) {
        String name = text(json, "name");
        String picture = text(json, "picture");
        String sound = text(json, "sound");
        if (name != null && picture != null) {
            return new Medium.Picture(name, Medium.picture(folder.resolve(picture), false).image());
        }
        return name == null || sound == null
                ? null
                : new Medium.Sound(name, Medium.sound(folder.resolve(sound)).wave(), java.util.Optional.empty());
    }

    private static @Nullable String text(JsonObject json, String key) {
        JsonElement value = json.get(key);
        return value == null || value.isJsonNull() ? null : value.getAsString();
    }
}
