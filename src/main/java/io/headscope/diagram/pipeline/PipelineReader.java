package io.headscope.diagram.pipeline;

import io.headscope.attention.AttentionSite;
import io.headscope.diagram.Diagram;
import io.headscope.diagram.Direction;
import io.headscope.diagram.Link;
import io.headscope.diagram.Node;
import io.headscope.diagram.Shape;
import io.headscope.diagram.StyleClass;
import io.headscope.diagram.Subgraph;
import io.headscope.diagram.Text;
import io.headscope.message.Messages;
import io.headscope.model.Attention;
import io.headscope.model.Bias;
import io.headscope.model.Dim;
import io.headscope.model.Mask;
import io.headscope.model.Op;
import io.headscope.model.Program;
import io.headscope.model.Score;
import io.headscope.model.Step;
import io.headscope.model.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads a program as a diagram, as closely as is asked for: shapes on the links, parameters in the nodes, the way around
/// a block (the residual connection) as a thick link, layers alike folded into one.
public final class PipelineReader {

    private static final List<StyleClass> CLASSES = List.of(
            new StyleClass("attention", List.of("stroke:#d55e00", "stroke-width:2px")),
            new StyleClass("data", List.of("stroke-dasharray: 4")));

    /// Steps of attention whose result is the whole operation's.
    private static final Set<String> RESULTS = Set.of("attention", "weighted");

    private final Program program;
    private final Detail detail;
    private final Set<String> unfolded;
    private final Map<String, Long> lengths;
    private final Map<String, List<Long>> shapes;
    private final Messages messages;
    private final Repeats repeats;
    private final Map<Integer, Step> makers = new HashMap<>();
    private final Map<Integer, String> sources = new HashMap<>();
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Map<String, Pipeline.Station> stations = new LinkedHashMap<>();
    private final Map<String, String> frames = new LinkedHashMap<>();
    private final Map<String, List<Step>> units = new LinkedHashMap<>();
    private final Set<Link> links = new LinkedHashSet<>();

    private PipelineReader(
            Program program, Detail detail, Set<String> unfolded, Map<String, Long> lengths, Map<String, List<Long>> shapes, Messages messages) {
        this.shapes = shapes;
        this.program = program;
        this.detail = detail;
        this.unfolded = unfolded;
        this.lengths = lengths;
        this.messages = messages;
        this.repeats = Repeats.of(program);
        program.steps().forEach(step -> makers.put(step.result().id(), step));
    }

    /// @param unfolded the first layers of runs that are shown layer by layer
    /// @param lengths  of axes that only inputs decide, as far as they are known
    public static Pipeline read(
            Program program, Detail detail, Set<String> unfolded, Map<String, Long> lengths, Messages messages) {
        return read(program, detail, unfolded, lengths, Map.of(), messages);
    }

    /// @param unfolded the first layers of runs that are shown layer by layer
    /// @param lengths  of axes that only inputs decide, as far as they are known
    /// @param shapes   of values, by their names, that the network does not say the shape of and a run has shown
    public static Pipeline read(
            Program program, Detail detail, Set<String> unfolded, Map<String, Long> lengths, Map<String, List<Long>> shapes, Messages messages) {
        PipelineReader reader = new PipelineReader(detail == Detail.OPERATIONS ? Shared.of(program) : Condensed.of(Shared.of(program)), detail, Set.copyOf(unfolded), Map.copyOf(lengths), Map.copyOf(shapes), messages);
        reader.inputs();
        switch (detail) {
            case MODEL, BLOCKS -> reader.parts();
            case INSIDE, OPERATIONS -> reader.steps();
        }
        reader.outputs();
        return reader.finished();
    }

    /// The first layers of all runs of layers alike: what is to be unfolded to show everything.
    public static Set<String> repeated(Program program) {
        Repeats repeats = Repeats.of(Shared.of(program));
        return program.steps().stream()
                .flatMap(step -> Repeats.layerOf(step).flatMap(repeats::run).stream())
                .filter(run -> run.layers().size() > 1)
                .map(Repeats.Run::first)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private void inputs() {
        program.inputs().forEach((name, value) -> {
            String id = id("in", name);
            put(id, new Node(id, Text.of(name), Shape.LEAN_RIGHT, List.of("data"), List.of(), List.of()), station("input", name, List.of(value.name())));
            sources.put(value.id(), id);
        });
    }

    private void outputs() {
        program.outputs().forEach((name, value) -> {
            String id = id("out", name);
            put(
                    id,
                    new Node(id, Text.of(name), Shape.LEAN_LEFT, List.of("data"), List.of(), List.of()),
                    station("output", name, List.of(value.name())));
            link(value, id, false);
        });
    }

    private static Pipeline.Station station(String kind, String part, List<String> values) {
        return new Pipeline.Station(kind, part, List.of(), values, 1, "");
    }

    // ---- whole model and blocks: one node a part

    private void parts() {
        List<Step> shown = program.steps().stream().filter(step -> !isHidden(step) && !(operation(step) instanceof Operation.Stored)).toList();
        Map<Integer, Step> drawn = new HashMap<>();
        shown.forEach(step -> drawn.put(step.result().id(), step));
        Units moments = Units.of(shown, this::unit, value -> {
            Step maker = drawn.get(value.id());
            return maker != null ? maker : drawn.get(repeats.counterpart(value.id()));
        });
        Set<String> computing = shown.stream()
                .filter(step -> operation(step) instanceof Operation.Computing || operation(step) instanceof Operation.Attending)
                .map(moments::name)
                .collect(Collectors.toSet());
        for (Step step : shown) {
            String unit = moments.name(step);
            boolean onlyMoves = Units.isMoment(unit) && !computing.contains(unit);
            if (onlyMoves || (step.part().isEmpty() && operation(step) instanceof Operation.Moving)) {
                pass(step);
                continue;
            }
            units.computeIfAbsent(unit, _ -> new ArrayList<>()).add(step);
            sources.put(step.result().id(), id("part", unit));
        }
        units.forEach((unit, steps) -> {
            String id = id("part", unit);
            put(id, partNode(id, unit, steps), partStation(unit, steps));
            frame(id, steps.getFirst());
        });
        units.forEach((unit, steps) -> steps.forEach(step -> operands(step, id("part", unit))));
    }

    private String unit(Step step) {
        PartName name = PartName.of(step.part());
        if (detail == Detail.BLOCKS) {
            return name.first(Math.max(name.toLayer() + 1, 2));
        }
        return name.toLayer() > 0 ? name.first(name.toLayer()) : name.first(2);
    }

    /// What the steps between parts do, where that is little: a sum, the making of a mask.
    private List<Step> few(String unit, List<Step> steps) {
        List<Step> computing = steps.stream().filter(step -> operation(step) instanceof Operation.Computing).toList();
        boolean between = Units.isMoment(unit) || unit.isEmpty();
        return between && sites(steps).isEmpty() && computing.size() <= 3 && parameters(steps) == 0 ? computing : List.of();
    }

    private Node partNode(String id, String unit, List<Step> steps) {
        List<Step> few = few(unit, steps);
        if (!few.isEmpty()) {
            String label = few.stream()
                    .map(step -> operation(step) instanceof Operation.Computing(String key, Shape _) ? name(step, key) : "")
                    .distinct()
                    .collect(Collectors.joining(" · "));
            Shape shape = few.size() == 1 && operation(few.getFirst()) instanceof Operation.Computing(String _, Shape own) ? own : Shape.ROUNDED;
            return new Node(id, Text.of(label), shape, List.of(), List.of(), List.of());
        }
        return wholePart(id, Units.part(unit), steps);
    }

    private Node wholePart(String id, String unit, List<Step> steps) {
        int times = times(steps.getFirst());
        boolean attends = !sites(steps).isEmpty();
        List<String> lines = new ArrayList<>();
        String name = unit.isEmpty() ? messages.text("diagram.part.rest") : unit;
        PartName parts = PartName.of(unit);
        boolean framed = detail == Detail.BLOCKS && parts.toLayer() > 0;
        lines.add(framed && parts.pieces().size() > parts.toLayer() ? parts.behind(parts.toLayer()) : layerName(name, times));
        if (times > 1 && !framed) {
            lines.add("× " + times);
        }
        sites(steps).stream().filter(site -> site.heads() > 0).findFirst().ifPresent(site -> lines.add(messages.format("diagram.heads", site.heads())));
        long parameters = parameters(steps);
        if (parameters > 0) {
            lines.add(messages.format("diagram.parameters", parameters * (framed ? 1 : times)));
        }
        Shape shape = times > 1 && !framed ? Shape.STACKED_RECTANGLE : attends ? Shape.SUBROUTINE : Shape.RECTANGLE;
        return new Node(id, Text.of(String.join("\n", lines)), shape, attends ? List.of("attention") : List.of(), List.of(), List.of());
    }

    private static String layerName(String name, int times) {
        int dot = name.lastIndexOf('.');
        return times > 1 && dot > 0 ? name.substring(0, dot) : name;
    }

    private Pipeline.Station partStation(String unit, List<Step> steps) {
        String fold = Repeats.layerOf(steps.getFirst()).flatMap(repeats::run).map(Repeats.Run::first).orElse("");
        List<AttentionSite> sites = sites(steps);
        List<Step> few = few(unit, steps);
        String part = Units.part(unit);
        String kind = !sites.isEmpty()
                ? (detail == Detail.MODEL ? "layer" : "attention")
                : few.size() == 1 && operation(few.getFirst()) instanceof Operation.Computing(String key, Shape _) ? key : partKind(part, steps);
        int times = times(steps.getFirst());
        return new Pipeline.Station(kind, part, times > 1 ? allSites(steps) : sites, values(leaving(steps)), times, fold);
    }

    private String partKind(String unit, List<Step> steps) {
        if (steps.stream().anyMatch(step -> computes(step, "embed") || computes(step, "conv"))) {
            return "embeddings";
        }
        if (steps.stream().anyMatch(step -> computes(step, "activate")) && PartName.of(unit).toLayer() > 0) {
            return "mlp";
        }
        return steps.stream().anyMatch(step -> computes(step, "linear")) ? "head" : "part";
    }

    private Operation operation(Step step) {
        return Operation.of(step, this::isMatrix);
    }

    private boolean isMatrix(Value value) {
        Step maker = makers.get(value.id());
        return maker != null && maker.op() instanceof Op.Weight && value.rank() > 1;
    }

    private boolean computes(Step step, String key) {
        return operation(step) instanceof Operation.Computing(String own, Shape _) && own.equals(key);
    }

    // ---- inside a block, and single operations: one node a step

    private void steps() {
        int number = 0;
        for (Step step : program.steps()) {
            number++;
            if (isHidden(step)) {
                continue;
            }
            switch (operation(step)) {
                case Operation.Stored _ -> {}
                case Operation.Moving(String key) -> {
                    if (detail == Detail.OPERATIONS && !(step.op() instanceof Op.Tap)) {
                        computing(step, number, key, Shape.ROUNDED);
                    } else {
                        pass(step);
                    }
                }
                case Operation.Computing(String key, Shape shape) -> computing(step, number, key, shape);
                case Operation.Attending _ -> attention(step, number);
            }
        }
    }

    private void pass(Step step) {
        if (!step.operands().isEmpty()) {
            String from = source(step.operands().getFirst());
            if (from != null) {
                sources.put(step.result().id(), from);
            }
        }
    }

    private void computing(Step step, int number, String key, Shape shape) {
        String id = id(step.part(), key + "_" + number);
        List<String> lines = new ArrayList<>();
        lines.add(name(step, key));
        long parameters = parameters(List.of(step));
        if (parameters > 0) {
            lines.add(weights(step));
            lines.add(messages.format("diagram.parameters", parameters));
        }
        List<Step> served = key.equals("linear") ? served(step.result().id()) : List.of();
        boolean attends = step.attend().isPresent();
        List<Step> attending = attends ? List.of(step) : served;
        List<AttentionSite> sites = times(step) > 1 ? allSites(attending) : sites(attending);
        step.attend().filter(attend -> attend.site().heads() > 0).ifPresent(attend -> lines.add(messages.format("diagram.heads", attend.site().heads())));
        put(
                id,
                // A circle around lines of words would be larger than what matters.
                new Node(id, Text.of(String.join("\n", lines)), shape == Shape.CIRCLE && lines.size() > 1 ? Shape.STADIUM : shape, attends ? List.of("attention") : List.of(), List.of(), List.of()),
                new Pipeline.Station(served.isEmpty() ? key : "projection", step.part(), sites, values(step), times(step), foldOf(step)));
        frame(id, step);
        sources.put(step.result().id(), id);
        operands(step, id);
    }

    private String name(Step step, String key) {
        String role = key.equals("linear") ? projection(step.result().id()) : "";
        if (!role.isEmpty()) {
            return role;
        }
        if (step.op() instanceof Op.Foreign foreign && !key.equals("add") && !key.equals("mul")) {
            return foreign.operator();
        }
        if (step.op() instanceof Op.Activate(var activation)) {
            return activation.name().replace('_', '-');
        }
        return messages.text("diagram.op." + key);
    }

    /// Whether a product goes into attention as queries, keys or values, and which: found by following what only moves it.
    private String projection(int value) {
        Set<String> roles = new LinkedHashSet<>();
        projections(value, roles, new LinkedHashSet<>(), 0);
        return List.of("Q", "K", "V").stream().filter(roles::contains).collect(Collectors.joining(", "));
    }

    /// The attention that a product goes into.
    private List<Step> served(int value) {
        Set<Step> served = new LinkedHashSet<>();
        projections(value, new LinkedHashSet<>(), served, 0);
        return List.copyOf(served);
    }

    private void projections(int value, Set<String> roles, Set<Step> served, int depth) {
        if (depth > 12) {
            return;
        }
        foreignRoles().getOrDefault(value, Map.of()).forEach((role, step) -> {
            roles.add(role);
            served.add(step);
        });
        for (Step reader : readers(value)) {
            boolean biases = reader.op() instanceof Op.Foreign && computes(reader, "add") && reader.operands().stream().anyMatch(this::isStored);
            boolean moves = biases || operation(reader) instanceof Operation.Moving || reader.op() instanceof Op.Rotate
                    || reader.op() instanceof Op.RmsNorm || reader.op() instanceof Op.LayerNorm;
            if (reader.op() instanceof Op.Attend) {
                for (int i = 0; i < 3; i++) {
                    if (reader.operands().get(i).id() == value) {
                        served.add(reader);
                        roles.add(List.of("Q", "K", "V").get(i));
                    }
                }
            } else if (moves && (biases || reader.operands().getFirst().id() == value)) {
                projections(reader.result().id(), roles, served, depth + 1);
            }
        }
    }

    private @Nullable Map<Integer, Map<String, Step>> foreignRoles;

    /// What other people's networks take for queries, keys and values, by value.
    private Map<Integer, Map<String, Step>> foreignRoles() {
        if (foreignRoles == null) {
            Map<Integer, Map<String, Step>> found = new HashMap<>();
            for (Step step : program.steps()) {
                if (step.op() instanceof Op.Foreign foreign) {
                    for (int i = 0; i < foreign.operands().size(); i++) {
                        found.computeIfAbsent(foreign.operands().get(i).id(), _ -> new LinkedHashMap<>()).put(List.of("Q", "K", "V").get(i), step);
                    }
                }
            }
            foreignRoles = found;
        }
        return foreignRoles;
    }

    private @Nullable Map<Integer, List<Step>> readers;

    private List<Step> readers(int value) {
        if (readers == null) {
            Map<Integer, List<Step>> found = new HashMap<>();
            program.steps().forEach(step -> step.operands().stream().map(Value::id).distinct()
                    .forEach(id -> found.computeIfAbsent(id, _ -> new ArrayList<>()).add(step)));
            readers = found;
        }
        return readers.getOrDefault(value, List.of());
    }

    /// softmax(cap(scale · Q Kᵀ) + bias + mask) V, step by step; in one node where single operations are shown.
    private void attention(Step step, int number) {
        Op.Attend attend = (Op.Attend) step.op();
        Attention spec = attend.attention();
        List<AttentionSite> sites = times(step) > 1 ? allSites(List.of(step)) : List.of(attend.site());
        if (detail == Detail.OPERATIONS) {
            String id = attending(step, number, "attention", messages.text("diagram.op.attention") + "\n" + messages.format("diagram.heads", attend.site().heads()), sites);
            operands(step, id);
            sources.put(step.result().id(), id);
            return;
        }
        String weights = shape(List.of(step.result().dim(0), step.result().dim(1), step.result().dim(2), step.operands().get(1).dim(2)));
        String last = attending(step, number, "scores", messages.text(scores(spec)), sites);
        link(step.operands().get(0), last, false);
        link(step.operands().get(1), last, false);
        last = chain(last, weights, attending(step, number, "scale", messages.format("diagram.op.scale", Math.round(spec.scale() * 10_000) / 10_000.0), sites));
        if (spec.softCap().isPresent()) {
            last = chain(last, weights, attending(step, number, "cap", messages.format("diagram.op.cap", spec.softCap().getAsDouble()), sites));
        }
        if (!(spec.bias() instanceof Bias.None)) {
            last = chain(last, weights, attending(step, number, "bias", messages.text("diagram.op.bias"), sites));
        }
        String before = last;
        if (!(spec.mask() instanceof Mask.None)) {
            last = chain(before, weights, attending(step, number, "mask", messages.text("diagram.op.mask") + "\n" + mask(spec.mask()), sites));
        }
        String rules = last;
        step.operands().stream().skip(3).forEach(operand -> link(operand, rules, false));
        last = chain(last, weights, attending(step, number, "softmax", messages.text("diagram.op.softmax") + "\n" + messages.format("diagram.heads", attend.site().heads()), sites));
        last = chain(last, weights, attending(step, number, "weighted", messages.text("diagram.op.weighted"), sites));
        link(step.operands().get(2), last, false);
        sources.put(step.result().id(), last);
    }

    private static String scores(Attention spec) {
        return switch (spec.score()) {
            case Score.Dot _ -> "diagram.op.scores";
            case Score.Additive _ -> "diagram.op.scores-additive";
        };
    }

    private String attending(Step step, int number, String kind, String label, List<AttentionSite> sites) {
        String id = id(step.part(), kind + "_" + number);
        Node node = new Node(id, Text.of(label), Shape.RECTANGLE, List.of("attention"), List.of(), List.of());
        put(id, node, new Pipeline.Station(kind, step.part(), sites, RESULTS.contains(kind) ? values(step) : List.of(), times(step), foldOf(step)));
        frame(id, step);
        return id;
    }

    private String chain(String from, String label, String to) {
        links.add(Link.of(from, to, label));
        return to;
    }

    private String mask(Mask mask) {
        return switch (mask) {
            case Mask.None _ -> "";
            case Mask.Causal _ -> messages.text("diagram.mask.causal");
            case Mask.Window(int length) -> messages.format("diagram.mask.window", length);
            case Mask.Keys _, Mask.Queries _ -> messages.text("diagram.mask.padding");
            case Mask.All(List<Mask> masks) -> masks.stream().map(this::mask).distinct().collect(Collectors.joining(" + "));
        };
    }

    // ---- links and frames

    private void operands(Step step, String to) {
        Value longest = computes(step, "add") ? earliest(step) : null;
        for (Value operand : step.operands()) {
            link(operand, to, longest != null && longest.id() == operand.id());
        }
    }

    /// Of a sum inside a layer, the operand that was there first: it went around what made the other.
    private @Nullable Value earliest(Step step) {
        if (Repeats.layerOf(step).isEmpty() || step.operands().stream().anyMatch(one -> isStored(one))) {
            return null;
        }
        return step.operands().stream().min(java.util.Comparator.comparingInt(Value::id)).orElse(null);
    }

    private boolean isStored(Value value) {
        Step maker = makers.get(value.id());
        return maker != null && operation(maker) instanceof Operation.Stored;
    }

    private void link(Value value, String to, boolean around) {
        String from = source(value);
        if (from != null && !from.equals(to)) {
            Link link = Link.of(from, to, value.shape().isEmpty() ? shown(value) : shape(value.shape()));
            links.add(around && detail.compareTo(Detail.INSIDE) >= 0 ? link.withStroke(Link.Stroke.THICK) : link);
        }
    }

    /// The node that a value comes from; none for parameters.
    private @Nullable String source(Value value) {
        String own = sources.get(value.id());
        return own != null ? own : sources.get(repeats.counterpart(value.id()));
    }

    /// Layers alike are drawn once, unless they are unfolded.
    private boolean isHidden(Step step) {
        return Repeats.layerOf(step)
                .filter(layer -> repeats.run(layer)
                        .filter(run -> !run.first().equals(layer) && !unfolded.contains(run.first()))
                        .isPresent())
                .isPresent();
    }

    private int times(Step step) {
        return Repeats.layerOf(step)
                .flatMap(repeats::run)
                .filter(run -> !unfolded.contains(run.first()))
                .map(run -> run.layers().size())
                .orElse(1);
    }

    private String foldOf(Step step) {
        return Repeats.layerOf(step).flatMap(repeats::run).filter(run -> run.layers().size() > 1).map(Repeats.Run::first).orElse("");
    }

    private void frame(String id, Step step) {
        if (detail != Detail.MODEL) {
            Repeats.layerOf(step).ifPresent(layer -> frames.put(id, layer));
        }
    }

    private void put(String id, Node node, Pipeline.Station station) {
        nodes.put(id, node);
        stations.put(id, station);
    }

    // ---- what nodes say

    private long parameters(List<Step> steps) {
        Set<Integer> counted = new HashSet<>();
        long sum = 0;
        for (Step step : steps) {
            for (Value operand : step.operands()) {
                Step maker = makers.get(operand.id());
                if (maker != null && maker.op() instanceof Op.Weight && counted.add(operand.id())) {
                    sum += size(operand);
                }
            }
        }
        return sum;
    }

    private static long size(Value weight) {
        long size = 1;
        for (Dim dim : weight.shape()) {
            size *= dim instanceof Dim.Fixed(long length) ? length : 0;
        }
        return size;
    }

    private String weights(Step step) {
        return step.operands().stream()
                .filter(operand -> makers.get(operand.id()) != null && makers.get(operand.id()).op() instanceof Op.Weight)
                .filter(operand -> operand.rank() > 1)
                .findFirst()
                .map(operand -> operand.shape().stream().map(this::length).collect(Collectors.joining(" × ")))
                .orElseGet(() -> step.result().rank() == 0 ? "1" : length(step.result().dim(-1)));
    }

    /// What a run has shown.
    private String shown(Value value) {
        return shape(shapes.getOrDefault(value.name(), List.of()).stream().map(Dim::of).toList());
    }

    /// Nothing where not even the number of axes is known, as in files of other people.
    private String shape(List<Dim> shape) {
        return shape.isEmpty() ? "" : shape.stream().map(this::length).collect(Collectors.joining(", ", "[", "]"));
    }

    private String length(Dim dim) {
        return switch (dim) {
            case Dim.Fixed(long length) -> Long.toString(length);
            case Dim.Named(String name) -> Optional.ofNullable(lengths.get(name)).map(Object::toString).orElse(name);
        };
    }

    private static List<AttentionSite> sites(List<Step> steps) {
        return steps.stream().flatMap(step -> step.attend().stream()).map(Op.Attend::site).toList();
    }

    /// The sites of all layers alike.
    private List<AttentionSite> allSites(List<Step> steps) {
        Set<Integer> shown = steps.stream().map(step -> step.result().id()).collect(Collectors.toSet());
        return program.steps().stream()
                .filter(step -> shown.contains(repeats.counterpart(step.result().id())))
                .flatMap(step -> step.attend().stream())
                .map(Op.Attend::site)
                .toList();
    }

    /// What a part hands on: the last thing that is computed in it.
    private static Step leaving(List<Step> steps) {
        return steps.reversed().stream()
                .filter(step -> !(step.op() instanceof Op.Tap || step.op() instanceof Op.Dropout))
                .findFirst()
                .orElse(steps.getLast());
    }

    /// The names of a step's results, in all layers that it is drawn for.
    private List<String> values(Step step) {
        return times(step) > 1 ? repeats.alike(step.result()) : List.of(step.result().name());
    }

    private Map<AttentionSite, Pipeline.Layer> layers() {
        Map<AttentionSite, Pipeline.Layer> layers = new HashMap<>();
        for (Step step : program.steps()) {
            step.attend().ifPresent(attend -> Repeats.layerOf(step)
                    .ifPresent(layer -> repeats.run(layer).ifPresent(run ->
                            layers.put(attend.site(), new Pipeline.Layer(run.first(), run.layers().indexOf(layer))))));
        }
        return layers;
    }

    // ---- the whole

    private Pipeline finished() {
        List<Subgraph> subgraphs = new ArrayList<>();
        Map<String, List<String>> members = new LinkedHashMap<>();
        frames.forEach((node, layer) -> members.computeIfAbsent(layer, _ -> new ArrayList<>()).add(node));
        members.forEach((layer, ids) -> {
            String id = id("frame", layer);
            Optional<Repeats.Run> run = repeats.run(layer);
            int times = run.filter(one -> !unfolded.contains(one.first())).map(one -> one.layers().size()).orElse(1);
            String title = times > 1 ? layerName(layer, times) + " × " + times : layer;
            subgraphs.add(new Subgraph(id, Text.of(title), ids, null, List.of()));
            stations.put(id, new Pipeline.Station("layer", layer, List.of(), List.of(), times, run.filter(one -> one.layers().size() > 1).map(Repeats.Run::first).orElse("")));
        });
        Set<String> linked = links.stream().flatMap(link -> java.util.stream.Stream.of(link.from(), link.to())).collect(Collectors.toSet());
        List<Node> shown = nodes.values().stream().filter(node -> linked.contains(node.id())).toList();
        Diagram diagram = Diagram.of(Direction.TB, shown, List.copyOf(links), subgraphs, CLASSES);
        return new Pipeline(diagram, stations, shown.stream().map(Node::id).toList(), layers());
    }

    private static String id(String part, String name) {
        return (part + "_" + name).replaceAll("[^A-Za-z0-9]+", "_");
    }
}
