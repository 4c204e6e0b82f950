package io.headscope.app;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.Layouts;
import io.headscope.attention.Stack;
import io.headscope.engine.foreign.ForeignNetwork;
import io.headscope.engine.foreign.ForeignRunner;
import io.headscope.engine.foreign.Place;
import io.headscope.file.JsonFile;
import io.headscope.input.ForeignInputs;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.Answer;
import io.headscope.model.Attention;
import io.headscope.model.Counting;
import io.headscope.model.Dim;
import io.headscope.model.ElementType;
import io.headscope.model.InputRole;
import io.headscope.model.Intake;
import io.headscope.model.Mask;
import io.headscope.model.ModelConfig;
import io.headscope.model.Network;
import io.headscope.model.Op;
import io.headscope.model.Program;
import io.headscope.model.Step;
import io.headscope.model.Target;
import io.headscope.model.Value;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What is known of a foreign network: from its file, and from the `config.json` beside it where there is one. Its program
/// is an outline, sites and weights alone: no engine of ours runs it.
///
/// @param path   what was opened
/// @param folder where the files beside it are
/// @param config the settings beside it, if there are any
record ForeignDescription(Path path, Path folder, @Nullable ModelConfig config, ForeignRunner runner) {

    private static final int UNKNOWN_VOCABULARY = 16;

    static ForeignDescription of(Path path, Path folder, ForeignRunner runner) {
        Path file = folder.resolve("config.json");
        return new ForeignDescription(
                path, folder, Files.isRegularFile(file) ? new ModelConfig(file, JsonFile.read(file)) : null, runner);
    }

    /// The number of token ids that are surely known.
    int vocabulary() {
        int rows = runner.vocabulary();
        return rows > 0 ? rows : config == null ? UNKNOWN_VOCABULARY : config.count("vocab_size", UNKNOWN_VOCABULARY);
    }

    /// The token that a decoder begins with.
    int start() {
        return config == null ? 0 : config.tokenId("decoder_start_token_id", config.tokenId("bos_token_id", 0));
    }

    /// What is usual where the file leaves it open.
    ForeignInputs.Usual usual() {
        ModelConfig vision = config != null && config.json().get("vision_config") instanceof JsonObject part
                ? new ModelConfig(config.file(), part)
                : config;
        int picture = vision == null || vision.json().get("image_size") instanceof JsonArray ? 224 : vision.count("image_size", 224);
        return new ForeignInputs.Usual(
                vocabulary(),
                start(),
                picture,
                8_000,
                config == null ? 80 : config.count("num_mel_bins", 80),
                config == null ? 3_000 : 2 * config.count("max_source_positions", 1_500));
    }

    private String family() {
        return config == null ? format() : config.text("model_type").orElse(format());
    }

    private String format() {
        return runner.format();
    }

    private String architecture() {
        if (config != null && config.json().get("architectures") instanceof JsonArray names && !names.isEmpty()
                && names.get(0) instanceof JsonPrimitive name) {
            return name.getAsString();
        }
        return runner.maker();
    }

    Network network(ForeignNetwork.Found found, ForeignInputs inputs) {
        Program program = program(found);
        List<Intake> intakes = intakes(found, inputs);
        boolean written = intakes.stream().anyMatch(Intake.Target.class::isInstance);
        return new Network(
                family(),
                architecture(),
                program,
                answer(found),
                intakes,
                Layouts.TEXT,
                "",
                new Counting.Positions(0),
                written ? new Target(start(), false) : null);
    }

    /// The operators of the file, those marked that attend; an attention that no operator is known of stands alone.
    private Program program(ForeignNetwork.Found found) {
        Map<Integer, List<Op.Attend>> attending = new HashMap<>();
        List<Op.Attend> alone = new ArrayList<>();
        for (int i = 0; i < found.sites().size(); i++) {
            Place place = found.places().get(i);
            Op.Attend attend = attend(found.sites().get(i), place, found.scales().get(i));
            if (place.operator() < 0) {
                alone.add(attend);
            } else {
                attending.computeIfAbsent(place.operator(), _ -> new ArrayList<>()).add(attend);
            }
        }
        Program read = runner.program(attending);
        List<Step> steps = new ArrayList<>(read.steps());
        int next = read.steps().stream().mapToInt(step -> step.result().id()).max().orElse(0) + 1 + read.inputs().size();
        for (Op.Attend attend : alone) {
            Value weights = new Value(next++, ElementType.F32, List.of(Dim.BATCH, Dim.of(attend.site().heads())));
            steps.add(new Step(weights, new Op.Foreign("Attention", attend, List.of()), List.of(), ""));
        }
        SequencedMap<String, Value> outputs = new LinkedHashMap<>();
        for (String name : found.outputs().keySet()) {
            Value value = read.outputs().get(name);
            outputs.put(name, value != null ? value : new Value(next++, ElementType.F32, List.of()));
        }
        return new Program(read.inputs(), new LinkedHashMap<>(), steps, outputs);
    }

    private static Op.Attend attend(AttentionSite site, Place place, OptionalDouble scale) {
        int keyHeads = place.keys() == null ? site.heads() : place.keys().length(0);
        Mask mask = place.causal() || place.looksBackOnly() ? new Mask.Causal() : new Mask.None();
        return new Op.Attend(site, new Attention(scale.orElse(Double.NaN), mask, keyHeads, 0));
    }

    private List<Intake> intakes(ForeignNetwork.Found found, ForeignInputs inputs) {
        List<Intake> intakes = new ArrayList<>();
        String ids = inputs.named(InputRole.IDS, false);
        if (ids != null) {
            boolean pairs = inputs.named(InputRole.TYPES, false) != null;
            intakes.add(new Intake.Text(stack(found, ids), ids, positions(inputs.value(ids)), vocabulary(), pairs));
        }
        String target = inputs.named(InputRole.IDS, true);
        if (target != null) {
            intakes.add(new Intake.Target(Stack.DECODER, target, positions(inputs.value(target)), vocabulary()));
        }
        String pixels = inputs.named(InputRole.PIXELS, false);
        if (pixels != null) {
            intakes.add(picture(found, pixels, inputs.value(pixels), inputs.named(InputRole.PIXEL_MASK, false)));
        }
        String samples = inputs.named(InputRole.SAMPLES, false);
        if (samples != null) {
            intakes.add(new Intake.Samples(stack(found, samples), samples, 16_000, length(inputs.value(samples), 1, 8_000), null));
        }
        String mel = inputs.named(InputRole.SPECTROGRAM, false);
        if (mel != null) {
            Value value = inputs.value(mel);
            intakes.add(new Intake.Spectrogram(stack(found, mel), mel, length(value, 1, 80), length(value, 2, 3_000), 0.01, false));
        }
        return intakes;
    }

    private static Intake picture(ForeignNetwork.Found found, String input, Value value, @Nullable String mask) {
        return new Intake.Image(
                stack(found, input), input, length(value, 1, 3), length(value, 2, 224), length(value, 3, 224), mask,
                !(value.dim(2) instanceof Dim.Fixed));
    }

    private static int length(Value value, int axis, int otherwise) {
        return value.dim(axis) instanceof Dim.Fixed(long length) ? Math.toIntExact(length) : otherwise;
    }

    /// The longest text: as the file or the settings say, or anything.
    private int positions(Value ids) {
        if (ids.rank() > 1 && ids.dim(1) instanceof Dim.Fixed(long length)) {
            return Math.toIntExact(length);
        }
        return config == null ? 1 << 20 : config.count("max_position_embeddings", config.count("n_positions", 1 << 20));
    }

    private static Stack stack(ForeignNetwork.Found found, String input) {
        for (int i = 0; i < found.sites().size(); i++) {
            if (found.places().get(i).queryInputs().contains(input)) {
                return found.sites().get(i).stack();
            }
        }
        return found.sites().isEmpty() ? Stack.ENCODER : found.sites().getFirst().stack();
    }

    private Answer answer(ForeignNetwork.Found found) {
        List<Long> logits = found.outputs().get("logits");
        if (logits == null) {
            return new Answer.None();
        }
        if (logits.size() == 2) {
            return new Answer.Classes(labels(Math.toIntExact(logits.getLast())));
        }
        boolean writes = found.sites().stream().anyMatch(site -> site.stack() == Stack.DECODER);
        return logits.size() != 3 || logits.getLast() < vocabulary() ? new Answer.None() : writes ? new Answer.NextToken() : new Answer.MaskedToken();
    }

    private List<String> labels(int count) {
        Map<Integer, String> names = new TreeMap<>();
        if (config != null && config.json().get("id2label") instanceof JsonObject given) {
            given.asMap().forEach((id, name) -> names.put(Integer.parseInt(id), name.getAsString()));
        }
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            labels.add(names.getOrDefault(i, "LABEL_" + i));
        }
        return labels;
    }

    /// The network as its file describes it, nothing run: which stack and layer a site belongs to is not known.
    static Program asWritten(ForeignRunner runner) {
        Map<Integer, List<Op.Attend>> attending = new HashMap<>();
        runner.attending().forEach((operator, heads) -> attending.put(operator, List.of(new Op.Attend(
                new AttentionSite(Stack.ENCODER, AttentionSite.Kind.SELF, attending.size(), heads), new Attention(Double.NaN, new Mask.None(), heads, 0)))));
        return runner.program(attending);
    }

    /// What to say of a network without attention: what it is made of instead.
    ProblemException noAttention() {
        String outline = runner.outline().entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(12)
                .map(operator -> operator.getValue() + " × " + operator.getKey())
                .collect(Collectors.joining(", "));
        return new ProblemException(Problem.NO_ATTENTION, path, outline);
    }
}
