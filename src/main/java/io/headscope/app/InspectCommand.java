package io.headscope.app;

import com.google.gson.GsonBuilder;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
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

    @Parameters(paramLabel = "MODEL", description = "The folder of the model: config.json, weights, tokenizer; or its folder in the Hugging Face cache.")
    private Path model;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (Stages stages = Stages.on(spec.commandLine().getErr())) {
            stages.enter("Checking " + model);
            Inspection inspection = Inspection.of(model);
            if (json) {
                out.println(new GsonBuilder().serializeNulls().setPrettyPrinting().disableHtmlEscaping().create().toJson(inspection.json()));
            } else {
                inspection.lines().forEach(out::println);
            }
            inspection.requireUsable();
        }
        return CommandLine.DONE;
    }
}
