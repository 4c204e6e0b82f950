package io.headscope.app;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import io.headscope.task.Cancellation;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Says what a model is.
@Command(
        name = "inspect",
        description = "Says what a model is: its family, parts, attention heads, parameters, number type and tokenizer. "
                + "Checks its files first, every number of them.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  headscope inspect sample-models/shakespeare-gpt --json")
@SuppressWarnings("NullAway.Init")
final class InspectCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "The folder of the model: config.json, weights, tokenizer; its folder in the Hugging Face cache; or an ONNX or TorchScript file.")
    private Path model;

    @Mixin
    private OpeningOptions opening;

    @Mixin
    private FirstLayers first;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (Stages stages = Stages.on(spec.commandLine().getErr())) {
            stages.enter("Checking " + model);
            if (Models.isForeign(model)) {
                printForeign(out);
                return CommandLine.DONE;
            }
            Inspection inspection = Inspection.of(model, first.count(spec.commandLine()));
            if (json) {
                print(out, inspection.json());
            } else {
                inspection.lines().forEach(out::println);
            }
            inspection.requireUsable();
        }
        return CommandLine.DONE;
    }

    private void printForeign(PrintWriter out) {
        try (ForeignModel opened = Models.openForeign(model, opening.how(Map.of()), Cancellation.never())) {
            ForeignInspection inspection = new ForeignInspection(opened);
            if (json) {
                print(out, inspection.json());
            } else {
                inspection.lines().forEach(out::println);
            }
        }
    }

    private static void print(PrintWriter out, JsonObject json) {
        out.println(new GsonBuilder().serializeNulls().setPrettyPrinting().disableHtmlEscaping().create().toJson(json));
    }
}
