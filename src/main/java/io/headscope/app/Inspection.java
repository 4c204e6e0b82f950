package io.headscope.app;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.headscope.attention.AttentionSite;
import io.headscope.checkpoint.Checkpoint;
import io.headscope.checkpoint.WeightCheck;
import io.headscope.input.TextTokenizer;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.Answer;
import io.headscope.model.Init;
import io.headscope.model.Intake;
import io.headscope.model.Network;
import io.headscope.model.Op;
import io.headscope.model.Program;
import io.headscope.model.RunningCost;
import io.headscope.model.Step;
import io.headscope.model.StoredTensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What is known of a model without running it.
///
/// @param network  what can be run of it
/// @param named    the architecture that its configuration names; of another than the network's the head is left out
/// @param usable   whether all that attention needs is there
/// @param storedAs the types of the numbers in its file
/// @param bytes    what the numbers that are used take in its file
/// @param cost     what it costs in memory
/// @param parts    the parts of the network with their parameters, in the order they run
/// @param missing  weights that the network needs and the files lack; what depends on them is left out, if it can be
/// @param unused   tensors in the file that the network has no use for
/// @param pieces   the size of its tokenizer's vocabulary, if it has one
record Inspection(
        Path folder,
        Network network,
        String named,
        boolean usable,
        List<String> storedAs,
        long bytes,
        RunningCost cost,
        SequencedMap<String, Long> parts,
        List<String> missing,
        List<String> unused,
        OptionalInt pieces) {

    private static final Pattern LAYER = Pattern.compile("^.*?\\.\\d+");

    /// Looks at a folder, and at every number in it.
    ///
    /// @throws ProblemException if it cannot be used, unless it is only that weights are missing
    ///
    /// @param layers of every stack, the first
    static Inspection of(Path folder, int layers) {
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            Network whole = Catalog.family(checkpoint.config()).write(checkpoint.config().firstLayers(layers));
            Network network = layers == FolderModel.ALL_LAYERS ? whole : whole.withoutAnswer();
            WeightCheck check = WeightCheck.of(checkpoint, network);
            WeightCheck runnable = check.runnable();
            check.requireShapes();
            check.requireFinite();
            Collection<StoredTensor> used = check.found().values();
            return new Inspection(
                    folder,
                    runnable.network(),
                    checkpoint.config().namedArchitecture().orElse(runnable.network().architecture()),
                    runnable.missing().isEmpty(),
                    List.copyOf(new TreeSet<>(used.stream().map(tensor -> tensor.type().name()).toList())),
                    used.stream().mapToLong(tensor -> tensor.data().byteSize()).sum(),
                    RunningCost.of(runnable.network().program(), check.found()),
                    parts(runnable.network().program()),
                    check.missing().stream().map(Program.DeclaredWeight::name).toList(),
                    check.unused().stream().map(StoredTensor::name).toList(),
                    pieces(checkpoint.folder()));
        }
    }

    /// @throws ProblemException if weights are missing without which there is no attention
    void requireUsable() {
        if (!usable) {
            throw new ProblemException(Problem.TENSORS_MISSING, folder, missing.getFirst(), missing.size());
        }
    }

    private static OptionalInt pieces(Path folder) {
        if (!TextTokenizer.isIn(folder)) {
            return OptionalInt.empty();
        }
        try (TextTokenizer tokenizer = TextTokenizer.open(folder)) {
            return OptionalInt.of(tokenizer.vocabulary().size());
        }
    }

    /// A weight belongs to the part that uses it first; a layer's own parts are counted with the layer.
    private static SequencedMap<String, Long> parts(Program program) {
        SequencedMap<String, Long> parts = new LinkedHashMap<>();
        for (Step step : program.steps()) {
            if (step.op() instanceof Op.Weight(String name, Init init)) {
                long size = new Program.DeclaredWeight(name, init, step.result()).size();
                parts.merge(part(step.part()), size, Long::sum);
            }
        }
        return parts;
    }

    /// A layer, or else the first name: `encoder.layer.3` of `encoder.layer.3.attention`, `cls` of `cls.transform`.
    private static String part(String whole) {
        Matcher layer = LAYER.matcher(whole);
        return layer.find() ? layer.group() : whole.split("\\.", 2)[0];
    }

    /// For people.
    List<String> lines() {
        Program program = network.program();
        List<String> lines = new ArrayList<>();
        lines.add(folder + ": " + network.family() + ", " + network.architecture());
        if (!named.equals(network.architecture())) {
            lines.add("left out    the head of " + named + ", which Headscope does not know");
        }
        lines.add("answer      " + answer());
        lines.add("attention   " + program.sites().stream()
                .collect(Collectors.groupingBy(Inspection::kind, LinkedHashMap::new, Collectors.toList()))
                .entrySet().stream()
                .map(kind -> kind.getKey() + ": " + kind.getValue().size() + " layers × " + heads(kind.getValue()) + " heads")
                .collect(Collectors.joining("; ")));
        lines.add("parameters  " + grouped(program.parameters()) + " as " + String.join(", ", storedAs) + ", " + grouped(bytes) + " bytes");
        parts.forEach((name, parameters) -> lines.add("  %-24s %15s".formatted(name, grouped(parameters))));
        network.intakes().forEach(intake -> lines.add(taken(intake)));
        lines.add("tokenizer   " + (pieces.isPresent() ? grouped(pieces.getAsInt()) + " pieces" : "none: takes raw inputs, but no text"));
        lines.add("checked     against " + (Catalog.isReferenced(network.family())
                ? "the numbers of Hugging Face transformers"
                : "its published definition"));
        if (cost.whole() > 0) {
            lines.add("memory      " + grouped(cost.whole()) + " bytes as F32 at once, " + grouped(cost.block()) + " layer by layer");
        }
        if (!missing.isEmpty()) {
            lines.add("missing     " + String.join(", ", missing));
        }
        if (!unused.isEmpty()) {
            lines.add("unused      " + String.join(", ", unused));
        }
        return lines;
    }

    /// One number where all layers have as many, else each layer's.
    private static String heads(List<AttentionSite> sites) {
        List<String> heads = sites.stream().map(site -> Integer.toString(site.heads())).toList();
        return heads.stream().distinct().count() == 1 ? heads.getFirst() : String.join(", ", heads);
    }

    private static String taken(Intake intake) {
        return switch (intake) {
            case Intake.Text text -> "tokens      up to " + grouped(text.positions()) + " of " + grouped(text.vocabulary());
            case Intake.Target text -> "target      up to " + grouped(text.positions()) + " of " + grouped(text.vocabulary());
            case Intake.Image image -> "picture     " + image.height() + "×" + image.width() + " pixels of " + image.channels()
                    + " channels" + (image.resizes() ? ", or of another size" : "");
            case Intake.Samples sound -> "sound       " + grouped(sound.rate()) + " samples a second";
            case Intake.Spectrogram sound -> "sound       " + sound.bins() + " frequencies × " + grouped(sound.frames()) + " frames";
        };
    }

    private String answer() {
        return switch (network.answer()) {
            case Answer.NextToken() -> "the next token";
            case Answer.NextItem() -> "which comes next of all that was not there before";
            case Answer.MaskedToken() -> "the masked token";
            case Answer.Classes(List<String> labels) -> "one of the classes " + String.join(", ", labels);
            case Answer.TokenClasses(List<String> labels) -> "for every token one of the classes " + String.join(", ", labels);
            case Answer.Span() -> "where in the text the answer stands";
            case Answer.Replaced() -> "which tokens were replaced";
            case Answer.Similarity _ -> "how well the text fits the picture";
            case Answer.Segmentation(List<String> labels) -> "for every place one of the classes " + String.join(", ", labels);
            case Answer.Boxes(List<String> labels) -> "where which of the classes stand: " + String.join(", ", labels);
            case Answer.Transcript _ -> "what is said";
            case Answer.None() -> "none, hidden states only";
        };
    }

    private static String kind(AttentionSite site) {
        return site.stack().id() + " " + site.kind().name().toLowerCase(Locale.ROOT);
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /// For programs; its fields are described in the documentation of the command line.
    JsonObject json() {
        Program program = network.program();
        JsonObject json = new JsonObject();
        json.addProperty("folder", folder.toString());
        json.addProperty("family", network.family());
        json.addProperty("checked", Catalog.isReferenced(network.family()) ? "reference" : "definition");
        json.addProperty("architecture", network.architecture());
        json.addProperty("named_architecture", named);
        json.addProperty("answer", answerId());
        json.add("labels", texts(labels()));
        json.addProperty("parameters", program.parameters());
        json.add("stored_as", texts(storedAs));
        json.addProperty("bytes", bytes);
        json.add("takes", array(network.intakes().stream().map(Inspection::intake).toList()));
        json.addProperty("positions", network.positions());
        json.addProperty("vocabulary", network.vocabulary());
        json.add("tokenizer_pieces", pieces.isPresent() ? new JsonPrimitive(pieces.getAsInt()) : JsonNull.INSTANCE);
        json.add("inputs", texts(program.inputs().keySet().stream().filter(name -> !program.derived().containsKey(name)).toList()));
        json.add("outputs", texts(program.outputs().keySet()));
        json.add("sites", array(program.sites().stream().map(Inspection::site).toList()));
        json.add("parts", array(parts.entrySet().stream().map(part -> part(part.getKey(), part.getValue())).toList()));
        json.addProperty("mapped_bytes", cost.mapped());
        json.addProperty("converted_bytes", cost.whole());
        json.addProperty("layer_bytes", cost.block());
        json.add("missing_tensors", texts(missing));
        json.add("unused_tensors", texts(unused));
        return json;
    }

    private List<String> labels() {
        return switch (network.answer()) {
            case Answer.Classes(List<String> labels) -> labels;
            case Answer.TokenClasses(List<String> labels) -> labels;
            case Answer.Segmentation(List<String> labels) -> labels;
            case Answer.Boxes(List<String> labels) -> labels;
            case Answer.NextToken _, Answer.NextItem _, Answer.MaskedToken _, Answer.Span _, Answer.Replaced _, Answer.Similarity _, Answer.Transcript _,
                    Answer.None _ -> List.of();
        };
    }

    private String answerId() {
        return switch (network.answer()) {
            case Answer.NextToken() -> "next-token";
            case Answer.NextItem() -> "next-item";
            case Answer.MaskedToken() -> "masked-token";
            case Answer.Classes(_) -> "classes";
            case Answer.TokenClasses(_) -> "token-classes";
            case Answer.Span() -> "span";
            case Answer.Replaced() -> "replaced-tokens";
            case Answer.Similarity _ -> "similarity";
            case Answer.Segmentation _ -> "segmentation";
            case Answer.Boxes _ -> "boxes";
            case Answer.Transcript _ -> "transcript";
            case Answer.None() -> "none";
        };
    }

    private static JsonElement intake(Intake intake) {
        JsonObject json = new JsonObject();
        json.addProperty("kind", switch (intake) {
            case Intake.Text _ -> "text";
            case Intake.Target _ -> "target";
            case Intake.Image _ -> "picture";
            case Intake.Samples _, Intake.Spectrogram _ -> "sound";
        });
        json.addProperty("stack", intake.stack().id());
        json.addProperty("input", intake.input());
        return json;
    }

    private static JsonElement site(AttentionSite site) {
        JsonObject json = new JsonObject();
        json.addProperty("stack", site.stack().id());
        json.addProperty("kind", site.kind().name().toLowerCase(Locale.ROOT));
        json.addProperty("layer", site.layer());
        json.addProperty("heads", site.heads());
        return json;
    }

    private static JsonElement part(String name, long parameters) {
        JsonObject json = new JsonObject();
        json.addProperty("name", name);
        json.addProperty("parameters", parameters);
        return json;
    }

    private static JsonArray texts(Collection<String> texts) {
        return array(texts.stream().map(JsonPrimitive::new).toList());
    }

    private static JsonArray array(Collection<? extends JsonElement> elements) {
        JsonArray array = new JsonArray();
        elements.forEach(array::add);
        return array;
    }
}
