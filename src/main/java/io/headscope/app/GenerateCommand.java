package io.headscope.app;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.headscope.analysis.Candidate;
import io.headscope.attention.AttentionSite.Kind;
import io.headscope.checkpoint.SafetensorsWriter;
import io.headscope.checkpoint.SafetensorsWriter.Entry;
import io.headscope.file.WholeFile;
import io.headscope.generation.Choice;
import io.headscope.generation.Written;
import io.headscope.generation.WrittenToken;
import io.headscope.model.ModelInput;
import io.headscope.task.Cancellation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Lets a model write, and saves what every token attended to.
@Command(
        name = "generate",
        description = "Lets a model write on from a text, or write what an encoder-decoder makes of one. Prints what it wrote.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  headscope generate sample-models/shakespeare-gpt --text \"To be\" --limit 20")
@SuppressWarnings("NullAway.Init")
final class GenerateCommand implements Callable<Integer> {

    private static final int CANDIDATES = 5;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "The folder of the model.")
    private Path model;

    @ArgGroup(exclusive = true, multiplicity = "1")
    private InputOptions input;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "40", description = "The most tokens to write. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Option(
            names = "--temperature",
            paramLabel = "X",
            description = "Choose by chance, the likeliest less often the higher this is. Without it, always the likeliest.")
    private @Nullable Double temperature;

    @Option(names = "--top-k", paramLabel = "K", defaultValue = "50", description = "Choose among the K likeliest. Default: ${DEFAULT-VALUE}.")
    private int top;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "0", description = "The same seed makes the same choices. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Mixin
    private HeadsOff off;

    @Option(names = "--json", description = "Print tokens and candidates as JSON.")
    private boolean asJson;

    @Option(
            names = "--out",
            paramLabel = "F.safetensors",
            description = "Where to save what every token T attended to when it was chosen: step.T.self.L [heads, keys], "
                    + "step.T.cross.L [heads, keys], and step.T.logits [vocabulary].")
    private @Nullable Path file;

    @Override
    public Integer call() {
        Choice choice = choice();
        try (Stages stages = Stages.on(spec.commandLine().getErr())) {
            stages.enter("Opening " + model);
            try (FolderModel opened = FolderModel.open(model, Catalog.engine())) {
                ModelInput beginning = input.read(opened);
                stages.enter("Writing with " + opened.name());
                Written written = opened.write(
                        beginning, off.of(opened, spec.commandLine()), opened.habits().wish(choice, limit), _ -> {}, Cancellation.never());
                if (file != null) {
                    stages.enter("Saving " + file);
                    save(file, written.tokens());
                }
                spec.commandLine().getOut().println(asJson
                        ? new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(json(written, opened))
                        : opened.text(written.ids()));
            }
        }
        return CommandLine.DONE;
    }

    private Choice choice() {
        if (limit < 1) {
            throw new ParameterException(spec.commandLine(), "--limit is a number from 1 up");
        }
        if (temperature == null) {
            return Choice.GREEDY;
        }
        if (!(temperature > 0 && temperature <= 100) || top < 1) {
            throw new ParameterException(spec.commandLine(), "--temperature is a number above 0, up to 100, and --top-k one from 1 up");
        }
        return new Choice.Sample(temperature, top, seed);
    }

    private static void save(Path file, List<WrittenToken> tokens) {
        SequencedMap<String, Entry> entries = new LinkedHashMap<>();
        for (int step = 0; step < tokens.size(); step++) {
            String name = "step." + step + ".";
            tokens.get(step).rows().forEach((site, rows) ->
                    entries.put(name + (site.kind() == Kind.CROSS ? "cross." : "self.") + site.layer(), Entry.of(rows)));
            entries.put(name + "logits", Entry.of(tokens.get(step).logits()));
        }
        try {
            SafetensorsWriter.write(file, entries);
        } catch (IOException failure) {
            throw WholeFile.notWritten(file, failure);
        }
    }

    /// Its fields are described in the documentation of the command line.
    private static JsonObject json(Written written, FolderModel model) {
        JsonArray tokens = new JsonArray();
        for (WrittenToken token : written.tokens()) {
            JsonArray candidates = new JsonArray();
            token.candidates().stream().limit(CANDIDATES).forEach(candidate -> candidates.add(json(candidate, model)));
            JsonObject json = new JsonObject();
            json.addProperty("id", token.id());
            json.addProperty("text", model.text(List.of(token.id())));
            json.add("candidates", candidates);
            tokens.add(json);
        }
        JsonObject json = new JsonObject();
        json.addProperty("text", model.text(written.ids()));
        json.add("tokens", tokens);
        return json;
    }

    private static JsonObject json(Candidate candidate, FolderModel model) {
        JsonObject json = new JsonObject();
        json.addProperty("id", candidate.index());
        json.addProperty("text", model.text(List.of(candidate.index())));
        json.addProperty("probability", candidate.probability());
        return json;
    }
}
