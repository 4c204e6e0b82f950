package io.headscope.app;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.headscope.evaluation.Evaluation;
import io.headscope.evaluation.Part;
import io.headscope.evaluation.Report;
import io.headscope.measure.Confusion;
import io.headscope.session.Examined;
import io.headscope.task.Cancellation;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Says how well a model does on a data set.
@Command(
        name = "evaluate",
        description = "Asks a model all that a data set asks, and counts how well it answers. What is asked follows from what the "
                + "model answers and from how the data lies.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  headscope evaluate sample-models/digits-vit --data mnist --split validation")
@SuppressWarnings("NullAway.Init")
final class EvaluateCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "The folder of the model.")
    private Path model;

    @Option(names = "--data", required = true, paramLabel = "PATH", description = "The folder with the data.")
    private Path data;

    @Option(names = "--split", paramLabel = "PART", defaultValue = "all",
            description = "all, or validation, what is kept aside in the training of the sample models, or training, the rest. "
                    + "Default: ${DEFAULT-VALUE}.")
    private Part part;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Mixin
    private OpeningOptions opening;

    @Override
    public Integer call() {
        try (Stages stages = Stages.on(spec.commandLine().getErr())) {
            stages.enter("Opening " + model);
            try (RunnableModel opened = Models.open(
                    model, opening.how(java.util.Map.of()), io.headscope.task.Progress.NONE, Cancellation.never())) {
                stages.enter("Reading " + data);
                Report report = Evaluation.run(
                        new Examined(opened), data, part, (done, all) -> stages.at("Asking " + opened.name(), done, all), Cancellation.never());
                PrintWriter out = spec.commandLine().getOut();
                if (json) {
                    out.println(new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(json(report)));
                } else {
                    print(report, out);
                }
            }
        }
        return CommandLine.DONE;
    }

    private void print(Report report, PrintWriter out) {
        out.printf(Locale.ROOT, "%s on %s (%s, %s), %,d examples%n", model, data, report.layout().id(), report.part().id(), report.answers().size());
        if (report.left() > 0) {
            out.printf(Locale.ROOT, "%,d more are too long for it%n", report.left());
        }
        report.measures().forEach((name, value) -> out.printf(Locale.ROOT, "%-16s %s%n", name, number(value)));
        if (report.confusion() != null) {
            print(report.confusion(), out);
        }
    }

    private static String number(double value) {
        return value == Math.rint(value) && value > 1 ? String.format(Locale.ROOT, "%.0f", value) : String.format(Locale.ROOT, "%.4f", value);
    }

    private static void print(Confusion confusion, PrintWriter out) {
        out.printf(Locale.ROOT, "%n%-16s %9s %9s %9s %9s%n", "class", "precision", "recall", "F1", "examples");
        for (int one = 0; one < confusion.classes(); one++) {
            out.printf(
                    Locale.ROOT,
                    "%-16s %9.4f %9.4f %9.4f %9d%n",
                    confusion.labels().get(one),
                    confusion.precision(one),
                    confusion.recall(one),
                    confusion.f1(one),
                    confusion.examples(one));
        }
        out.printf("%nrows: right, columns: given%n");
        for (int right = 0; right < confusion.classes(); right++) {
            StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-16s", confusion.labels().get(right)));
            for (int given = 0; given < confusion.classes(); given++) {
                line.append(String.format(Locale.ROOT, " %6d", confusion.count(right, given)));
            }
            out.println(line);
        }
    }

    /// Its fields are described in the documentation of the command line.
    private JsonObject json(Report report) {
        JsonObject json = new JsonObject();
        json.addProperty("model", model.toString());
        json.addProperty("data", data.toString());
        json.addProperty("layout", report.layout().id());
        json.addProperty("split", report.part().id());
        json.addProperty("examples", report.answers().size());
        json.addProperty("too_long", report.left());
        JsonObject measures = new JsonObject();
        report.measures().forEach(measures::addProperty);
        json.add("measures", measures);
        if (report.confusion() != null) {
            json.add("classes", classes(report.confusion()));
            json.add("confusion", matrix(report.confusion()));
        }
        return json;
    }

    private static JsonArray classes(Confusion confusion) {
        JsonArray classes = new JsonArray();
        for (int one = 0; one < confusion.classes(); one++) {
            JsonObject json = new JsonObject();
            json.addProperty("label", confusion.labels().get(one));
            json.addProperty("precision", confusion.precision(one));
            json.addProperty("recall", confusion.recall(one));
            json.addProperty("f1", confusion.f1(one));
            json.addProperty("examples", confusion.examples(one));
            classes.add(json);
        }
        return classes;
    }

    private static JsonArray matrix(Confusion confusion) {
        JsonArray rows = new JsonArray();
        for (int right = 0; right < confusion.classes(); right++) {
            JsonArray row = new JsonArray();
            for (int given = 0; given < confusion.classes(); given++) {
                row.add(confusion.count(right, given));
            }
            rows.add(row);
        }
        return rows;
    }
}
