package io.headscope.app;

import io.headscope.attention.Trace;
import io.headscope.export.TraceSafetensors;
import io.headscope.message.Messages;
import io.headscope.model.Program;
import io.headscope.model.RunRequest;
import io.headscope.task.Cancellation;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Runs a model once and saves what it attended to.
@Command(
        name = "capture",
        description = "Runs a model once and saves all attention weights, hidden states and logits as safetensors. "
                + "Without --out it says what would be saved.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  headscope capture sample-models/shakespeare-gpt --text \"To be\" --out trace.safetensors")
@SuppressWarnings("NullAway.Init")
final class CaptureCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "The folder of the model; or an ONNX or TorchScript file.")
    private Path model;

    @ArgGroup(exclusive = true, multiplicity = "1")
    private InputOptions input;

    @Mixin
    private OpeningOptions opening;

    @Mixin
    private FirstLayers first;

    @Mixin
    private HeadsOff off;

    @Option(
            names = "--out",
            paramLabel = "F.safetensors",
            description = "Where to save: attentions.N [heads, queries, keys], hidden_states.N, logits, last_hidden_state, "
                    + "each without the batch axis, F32.")
    private @Nullable Path file;

    @Override
    public Integer call() {
        try (Stages stages = Stages.on(spec.commandLine().getErr())) {
            stages.enter("Opening " + model);
            try (RunnableModel opened = first.open(model, opening.how(input.raw()), spec.commandLine())) {
                var given = input.read(opened);
                given.remarks().forEach(remark -> spec.commandLine().getErr().println(remark.in(Messages.ENGLISH)));
                stages.enter("Running " + opened.name());
                try (Trace trace = opened.run(given, off.of(opened, spec.commandLine()), everything(opened), Cancellation.never())) {
                    save(trace, stages);
                }
            }
        }
        return CommandLine.DONE;
    }

    private void save(Trace trace, Stages stages) {
        PrintWriter out = spec.commandLine().getOut();
        if (file == null) {
            TraceSafetensors.shapes(trace).forEach((name, shape) -> out.println(name + " " + shape));
        } else {
            stages.enter("Writing " + file);
            TraceSafetensors.write(file, trace);
            out.println(file + ": " + TraceSafetensors.shapes(trace).size() + " tensors");
        }
    }

    private static RunRequest everything(RunnableModel model) {
        Program program = model.network().program();
        Set<String> names = new HashSet<>(program.outputs().keySet());
        names.addAll(program.taps().keySet());
        return new RunRequest(names, RunRequest.Keeping.BY_SIZE);
    }
}
