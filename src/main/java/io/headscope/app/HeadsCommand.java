package io.headscope.app;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.headscope.attention.HeadAddress;
import io.headscope.drawing.Drawing;
import io.headscope.drawing.Palette;
import io.headscope.export.DrawingExporter;
import io.headscope.export.DrawingFile;
import io.headscope.message.Messages;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.session.Theme;
import io.headscope.task.Cancellation;
import io.headscope.task.Progress;
import io.headscope.training.HeadScores;
import io.headscope.training.HeadScores.Measure;
import io.headscope.training.KeptHeads;
import io.headscope.training.TrainingRecord;
import io.headscope.view.HeadName;
import io.headscope.view.training.Curves;
import io.headscope.view.training.TrainingLayout;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Says how the heads of a model came about while it was trained.
@Command(
        name = "heads",
        description = "Tells how the heads of a model came about while it was trained: how much each looks at the token before, at the "
                + "first token or itself, does induction, or follows the alignment, at every step that was kept.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  headscope heads my-shakespeare-gpt --out curves.svg",
            "  headscope render my-shakespeare-gpt --step 64 --view heads --out heads-64.svg"})
@SuppressWarnings("NullAway.Init")
final class HeadsCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "The folder of a model that headscope train made.")
    private Path model;

    @Option(names = "--json", description = "As JSON, every head at every step.")
    private boolean json;

    @Option(names = "--out", paramLabel = "F",
            description = "Draw the curves of the training instead, as the Training view shows them; the ending says as what: .svg, .pdf or .png.")
    private @Nullable Path file;

    @Option(names = "--log", description = "In the drawing, lay steps out by their logarithm: heads come about early.")
    private boolean logarithmic;

    @Option(names = "--theme", paramLabel = "T", defaultValue = "light", description = "light or dark. Default: ${DEFAULT-VALUE}.")
    private Theme theme;

    @Override
    public Integer call() {
        DrawingExporter exporter = file == null ? null : Endings.exporter(file, spec.commandLine());
        try (FolderModel opened = FolderModel.open(model, Catalog.engine(), Progress.NONE, Cancellation.never())) {
            KeptHeads kept = KeptHeads.of(model, opened.network()).orElseThrow(() -> new ProblemException(Problem.HEADS_NOT_KEPT, model));
            SortedMap<Integer, HeadScores> scores = new TreeMap<>();
            kept.steps().forEach(step -> scores.put(step, kept.scores(step)));
            if (file != null && exporter != null) {
                DrawingFile.write(file, drawing(scores), palette(), exporter);
            } else if (json) {
                spec.commandLine().getOut().println(new GsonBuilder().setPrettyPrinting().create().toJson(json(scores)));
            } else {
                print(scores, spec.commandLine().getOut());
            }
        }
        return CommandLine.DONE;
    }

    private Palette palette() {
        return switch (theme) {
            case LIGHT -> Palette.LIGHT;
            case DARK -> Palette.DARK;
        };
    }

    private Drawing drawing(SortedMap<Integer, HeadScores> scores) {
        TrainingRecord record = TrainingRecord.of(model).orElseThrow(() -> new ProblemException(Problem.HEADS_NOT_KEPT, model));
        TrainingLayout.Options usual = TrainingLayout.Options.USUAL;
        return TrainingLayout.layout(
                new Curves(record.recipe(), record.history(), null, scores),
                new TrainingLayout.Options(usual.width(), usual.height(), logarithmic, null, null),
                Messages.ENGLISH);
    }

    /// For every measure a row a head, those that end highest first, and a column a step.
    private void print(SortedMap<Integer, HeadScores> scores, PrintWriter out) {
        List<Integer> steps = List.copyOf(scores.keySet());
        out.printf("%s, heads kept after %d … %d steps%n", model, steps.getFirst(), steps.getLast());
        for (Measure measure : Measure.values()) {
            Map<HeadAddress, Double> last = scores.lastEntry().getValue().of(measure);
            if (last.isEmpty()) {
                continue;
            }
            out.println();
            out.printf("%s%n%-44s", Messages.ENGLISH.text("view.training.score." + measure.id()), "");
            steps.forEach(step -> out.printf("%6d", step));
            out.println();
            var sites = last.keySet().stream().map(HeadAddress::site).distinct().toList();
            last.entrySet().stream().sorted(Map.Entry.<HeadAddress, Double>comparingByValue(Comparator.reverseOrder())).forEach(head -> {
                out.printf("%-44s", HeadName.of(head.getKey(), sites, Messages.ENGLISH));
                steps.forEach(step -> out.printf(Locale.ROOT, "%6.2f", share(scores, step, measure, head.getKey())));
                out.println();
            });
        }
    }

    private static double share(SortedMap<Integer, HeadScores> scores, int step, Measure measure, HeadAddress head) {
        HeadScores then = scores.getOrDefault(step, new HeadScores(Map.of()));
        return then.of(measure).getOrDefault(head, Double.NaN);
    }

    /// Its fields are described in the documentation of the command line.
    private JsonObject json(SortedMap<Integer, HeadScores> scores) {
        JsonArray steps = new JsonArray();
        scores.keySet().forEach(steps::add);
        JsonArray heads = new JsonArray();
        for (Measure measure : Measure.values()) {
            for (HeadAddress head : scores.lastEntry().getValue().of(measure).keySet()) {
                JsonObject one = new JsonObject();
                one.addProperty("measure", measure.id());
                one.addProperty("section", head.site().section().id());
                one.addProperty("layer", head.site().layer());
                one.addProperty("head", head.head());
                JsonArray shares = new JsonArray();
                scores.keySet().forEach(step -> shares.add(share(scores, step, measure, head)));
                one.add("shares", shares);
                heads.add(one);
            }
        }
        JsonObject all = new JsonObject();
        all.addProperty("model", model.toString());
        all.add("steps", steps);
        all.add("heads", heads);
        return all;
    }
}
