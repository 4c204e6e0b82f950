package io.headscope.view.diagram;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.Stack;
import io.headscope.attention.Trace;
import io.headscope.diagram.pipeline.Detail;
import io.headscope.diagram.pipeline.Pipeline;
import io.headscope.diagram.pipeline.Pipeline.Station;
import io.headscope.diagram.pipeline.PipelineReader;
import io.headscope.message.Messages;
import io.headscope.model.Dim;
import io.headscope.model.InputRole;
import io.headscope.model.Program;
import io.headscope.model.Value;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;

/// How closely a network is looked at, which of its layers are unfolded, and where a walk through it has come.
final class DiagramViewModel {

    private static final Set<InputRole> TEXTS = Set.of(InputRole.IDS, InputRole.MASK, InputRole.TYPES, InputRole.POSITIONS);

    private final ObjectProperty<Detail> detail = new SimpleObjectProperty<>(Detail.BLOCKS);
    private final Set<String> unfolded = new LinkedHashSet<>();
    private @Nullable Pipeline pipeline;
    private int step = -1;

    ObjectProperty<Detail> detail() {
        return detail;
    }

    @Nullable Pipeline pipeline() {
        return pipeline;
    }

    /// Reads a network as it is to be shown now.
    Pipeline read(Program program, @Nullable Trace trace, Messages messages) {
        Pipeline read = PipelineReader.read(
                program, detail.get(), unfolded, trace == null ? Map.of() : lengths(program, trace), trace == null ? Map.of() : shapes(trace), messages);
        pipeline = read;
        if (step >= read.order().size()) {
            step = -1;
        }
        return read;
    }

    /// The shapes of values that only the run has shown.
    static Map<String, List<Long>> shapes(Trace trace) {
        Map<String, List<Long>> shapes = new HashMap<>();
        trace.passed().forEach((name, passed) -> {
            if (!passed.shape().isEmpty()) {
                shapes.put(name, passed.shape());
            }
        });
        return shapes;
    }

    /// The axes whose lengths a run has decided.
    static Map<String, Long> lengths(Program program, Trace trace) {
        Map<String, Long> lengths = new HashMap<>();
        lengths.put("batch", 1L);
        trace.sites().stream().findFirst().ifPresent(site -> lengths.put("tokens", (long) trace.map(site).queries()));
        program.inputs().forEach((name, value) -> {
            if (value.rank() == 2 && TEXTS.contains(InputRole.of(name, value))) {
                lengths(value, read(name, trace), trace, lengths);
            }
        });
        return lengths;
    }

    private static void lengths(Value value, @Nullable Stack stack, Trace trace, Map<String, Long> lengths) {
        if (stack != null && value.dim(0) instanceof Dim.Named(String batch)) {
            lengths.put(batch, 1L);
        }
        if (stack != null && value.dim(1) instanceof Dim.Named(String tokens)) {
            lengths.put(tokens, (long) trace.tokens(stack).size());
        }
    }

    /// The stack whose text an input has.
    private static @Nullable Stack read(String name, Trace trace) {
        // Where no stack attends to itself, as over an LSTM, what is attended to has no site of its own.
        boolean crossOnly = trace.sites().stream().allMatch(site -> site.kind() == AttentionSite.Kind.CROSS);
        List<Stack> stacks = trace.sites().stream()
                .flatMap(site -> crossOnly ? Stream.of(site.stack(), site.keyStack()) : Stream.of(site.stack()))
                .distinct()
                .toList();
        return stacks.stream()
                .filter(stack -> stacks.size() == 1 || (stack == Stack.DECODER) == InputRole.isOfTarget(name))
                .filter(stack -> stack != Stack.VISION)
                .findFirst()
                .orElse(null);
    }

    /// Unfolds the layers that a node or frame stands for, or folds them again.
    ///
    /// @return whether there was anything to fold
    boolean toggleFold(String id) {
        Pipeline now = pipeline;
        String fold = now == null ? "" : now.station(id).map(Station::fold).orElse("");
        if (fold.isEmpty()) {
            return false;
        }
        if (!unfolded.remove(fold)) {
            unfolded.add(fold);
        }
        return true;
    }

    void forget() {
        unfolded.clear();
        pipeline = null;
        step = -1;
    }

    // ---- walking

    /// Goes on, or back, by one node of those that data passes.
    ///
    /// @return the node it has come to
    @Nullable String walk(int by) {
        Pipeline now = pipeline;
        if (now == null || now.order().isEmpty()) {
            return null;
        }
        step = Math.clamp(step + by, 0, now.order().size() - 1);
        return now.order().get(step);
    }

    void walkTo(String id) {
        Pipeline now = pipeline;
        int at = now == null ? -1 : now.order().indexOf(id);
        step = at >= 0 ? at : step;
    }

    /// One sentence on what happens at a node.
    static String sentence(Station station, Messages messages) {
        return messages.text("diagram.step." + station.kind());
    }

    /// `3 of 14`, where the walk has come.
    String place(Messages messages) {
        Pipeline now = pipeline;
        return now == null || step < 0 ? "" : messages.format("view.diagram.place", step + 1, now.order().size());
    }

    /// The nodes that a site's attention is computed in.
    static List<String> nodesOf(Pipeline pipeline, AttentionSite site) {
        return pipeline.stations().entrySet().stream()
                .filter(one -> one.getValue().sites().contains(site))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }
}
