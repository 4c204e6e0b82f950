package io.headscope.app;

import io.headscope.analysis.Reduction;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.Section;
import io.headscope.attention.Trace;
import io.headscope.drawing.Drawing;
import io.headscope.drawing.Palette;
import io.headscope.export.DrawingExporter;
import io.headscope.export.DrawingFile;
import io.headscope.message.Messages;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.ModelInput;
import io.headscope.model.RunRequest;
import io.headscope.session.Selection.Cell;
import io.headscope.session.Theme;
import io.headscope.task.Cancellation;
import io.headscope.training.KeptHeads;
import io.headscope.view.FigureRequest;
import io.headscope.view.Visualization;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Draws a view into a file, without a window.
@Command(
        name = "render",
        description = "Runs a model once and draws a view into a file, as the workbench shows it.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  headscope render sample-models/shakespeare-gpt --text \"To be\" --view head --layer 1 --out head.svg")
@SuppressWarnings("NullAway.Init")
final class RenderCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "The folder of the model; or an ONNX or TorchScript file.")
    private Path model;

    @ArgGroup(exclusive = true, multiplicity = "0..1")
    private @Nullable InputOptions input;

    @Option(names = "--step", paramLabel = "N",
            description = "Instead of running the model: what its heads did after N steps of its training, with what was watched then. "
                    + "headscope heads names the steps.")
    private @Nullable Integer step;

    @Option(names = "--watched", paramLabel = "I", defaultValue = "0",
            description = "With --step: which of the inputs that were watched, from 0. Default: ${DEFAULT-VALUE}.")
    private int watched;

    @Mixin
    private OpeningOptions opening;

    @Mixin
    private FirstLayers first;

    @Mixin
    private HeadsOff off;

    @Option(names = "--view", paramLabel = "V", required = true, completionCandidates = Views.class,
            description = "What to draw: ${COMPLETION-CANDIDATES}.")
    private String view;

    @Option(
            names = "--section",
            paramLabel = "S",
            description = "Whose attention: encoder, decoder, cross, text or vision, where the model has several. Default: the first.")
    private @Nullable String section;

    @Option(names = "--layer", paramLabel = "L", defaultValue = "0", description = "The layer, from 0. Default: ${DEFAULT-VALUE}.")
    private int layer;

    @Option(names = "--head", paramLabel = "H", defaultValue = "0", split = ",",
            description = "The head, from 0; several, separated by commas, where the view shows several. Default: ${DEFAULT-VALUE}.")
    private List<Integer> heads;

    @Option(names = "--words", description = "Put the pieces of each word together: rows averaged, columns summed.")
    private boolean words;

    @Option(names = "--query", paramLabel = "N", description = "The position to look from, from 0: of overlay, timeline, prediction and inspector.")
    private @Nullable Integer query;

    @Option(names = "--key", paramLabel = "N", description = "The position that is attended to, from 0; alone, overlay shows who attends to it.")
    private @Nullable Integer key;

    @Option(names = "--out", paramLabel = "F", required = true, description = "Where to save; the ending says as what: .svg, .pdf or .png.")
    private Path file;

    @Option(names = "--theme", paramLabel = "T", defaultValue = "light", description = "light or dark. Default: ${DEFAULT-VALUE}.")
    private Theme theme;

    @Override
    public Integer call() {
        Visualization visualization = visualization();
        DrawingExporter exporter = Endings.exporter(file, spec.commandLine());
        if ((input == null) == (step == null)) {
            throw wrong("Give either an input (--text, --image, --audio or --inputs) or --step, a step of the model's training");
        }
        try (Stages stages = Stages.on(spec.commandLine().getErr())) {
            stages.enter("Opening " + model);
            try (RunnableModel opened = first.open(model, opening.how(input == null ? Map.of() : input.raw()), spec.commandLine())) {
                List<HeadAddress> addresses = addresses(opened.network().program().sites());
                try (Trace trace = step == null ? run(opened, visualization, stages) : kept(opened, step)) {
                    stages.enter("Drawing " + file);
                    Drawing drawing = visualization.draw(
                            new FigureRequest(trace, opened.network(), opened.vocabulary(), new Reduction(false, false, words), addresses, focus(trace, addresses.getFirst().site()), Messages.ENGLISH));
                    DrawingFile.write(file, drawing, palette(), exporter);
                }
            }
        }
        return CommandLine.DONE;
    }

    private Trace run(RunnableModel opened, Visualization visualization, Stages stages) {
        ModelInput given = Objects.requireNonNull(input).read(opened);
        given.remarks().forEach(remark -> spec.commandLine().getErr().println(remark.in(Messages.ENGLISH)));
        stages.enter("Running " + opened.name());
        RunRequest request = RunRequest.of(opened.network().program().outputs().keySet().toArray(String[]::new))
                .withPassed(visualization.tellsOfSteps());
        return opened.run(given, off.of(opened, spec.commandLine()), request, Cancellation.never());
    }

    /// What the heads did at a step of the training.
    private Trace kept(RunnableModel opened, int at) {
        KeptHeads heads = KeptHeads.of(opened.folder(), opened.network())
                .orElseThrow(() -> new ProblemException(Problem.HEADS_NOT_KEPT, opened.folder()));
        if (!heads.steps().contains(at)) {
            throw wrong("Nothing was kept after " + at + " steps, but after "
                    + heads.steps().stream().map(String::valueOf).collect(Collectors.joining(", ")));
        }
        if (watched < 0 || watched >= heads.inputs().size()) {
            throw wrong("There is no watched input " + watched + ". The last is " + (heads.inputs().size() - 1));
        }
        return heads.trace(at, watched);
    }

    private static Stream<Visualization> views() {
        return Stream.concat(Catalog.visualizations().stream(), Catalog.panels().stream());
    }

    private Visualization visualization() {
        return views().filter(one -> one.id().equals(view)).findFirst().orElseThrow(() -> wrong(
                "There is no view " + view + ". There are: " + views().map(Visualization::id).collect(Collectors.joining(", "))));
    }

    private List<HeadAddress> addresses(List<AttentionSite> sites) {
        List<Section> sections = Section.of(sites);
        Section wanted = sections.stream()
                .filter(one -> section == null || one.id().equals(section))
                .findFirst()
                .orElseThrow(() -> wrong("There is no attention called " + section + ". There is: "
                        + sections.stream().map(Section::id).collect(Collectors.joining(", "))));
        List<AttentionSite> among = sites.stream().filter(wanted::contains).toList();
        AttentionSite site = among.stream()
                .filter(one -> one.layer() == layer)
                .findFirst()
                .orElseThrow(() -> wrong("There is no layer " + layer + ". The last is " + among.getLast().layer()));
        List<HeadAddress> addresses = new ArrayList<>();
        for (int head : heads) {
            if (head < 0 || head >= site.heads()) {
                throw wrong("There is no head " + head + ". The last is " + (site.heads() - 1));
            }
            addresses.add(site.head(head));
        }
        return addresses;
    }

    private @Nullable Cell focus(Trace trace, AttentionSite site) {
        if (query == null && key == null) {
            return null;
        }
        return new Cell(within("query", query, trace.map(site).queries()), within("key", key, trace.map(site).keys()));
    }

    private @Nullable Integer within(String what, @Nullable Integer position, int positions) {
        if (position != null && (position < 0 || position >= positions)) {
            throw wrong("There is no " + what + " " + position + ". The last is " + (positions - 1));
        }
        return position;
    }

    private Palette palette() {
        return switch (theme) {
            case LIGHT -> Palette.LIGHT;
            case DARK -> Palette.DARK;
        };
    }

    private ParameterException wrong(String what) {
        return new ParameterException(spec.commandLine(), what);
    }

    /// The views there are, for the help.
    static final class Views implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return views().map(Visualization::id).iterator();
        }
    }
}
