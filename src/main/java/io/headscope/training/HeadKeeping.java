package io.headscope.training;

import io.headscope.attention.AttentionMap;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.Projections;
import io.headscope.attention.ScoreRules;
import io.headscope.attention.Trace;
import io.headscope.attention.Visibility;
import io.headscope.checkpoint.SafetensorsWriter;
import io.headscope.file.WholeFile;
import io.headscope.model.ElementType;
import io.headscope.model.Network;
import io.headscope.model.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;

/// Keeps what every head does with what is watched, while it is trained: before the first step, after 1, 2, 4, 8, … steps and
/// at the end, for heads are born early and change little late. Each time is a file of its own, written whole or not at all,
/// so that it survives whatever ends the training.
final class HeadKeeping {

    /// Of one site: as many as take a megabyte, about. More of them are worked out again when they are looked at.
    private static final long MOST_WEIGHTS = 500_000;

    private final Network network;
    private final Path folder;
    private final List<WatchedInput> inputs;

    private HeadKeeping(Network network, Path folder, List<WatchedInput> inputs) {
        this.network = network;
        this.folder = folder;
        this.inputs = inputs;
    }

    /// For one training: what was kept of another is let go, and of this one what was kept after it was put down.
    ///
    /// @param model  the folder where the model goes
    /// @param steps  taken before
    /// @throws io.headscope.message.ProblemException if files cannot be written, or what is watched does not fit the network
    static HeadKeeping of(Course course, Network network, Path model, int steps) {
        Path folder = HeadFiles.of(model);
        List<Watched> watched = course.watched();
        try {
            if (steps == 0 || !HeadFiles.isIn(folder)) {
                begin(course, folder, watched);
            }
            for (Path file : ModelFiles.files(folder)) {
                if (HeadFiles.steps(file).orElse(0) > steps) {
                    Files.delete(file);
                }
            }
        } catch (IOException unwritten) {
            throw WholeFile.notWritten(folder, unwritten);
        }
        return new HeadKeeping(network, folder, WatchedInput.of(watched, network, folder));
    }

    /// Everything but the steps, put together apart and moved into its place as one.
    private static void begin(Course course, Path folder, List<Watched> watched) throws IOException {
        Path apart = folder.resolveSibling("." + HeadFiles.FOLDER + ".unfinished");
        ModelFiles.delete(apart);
        Files.createDirectories(apart);
        try {
            course.writeBeside(apart);
            HeadFiles.write(apart, watched);
            ModelFiles.delete(folder);
            Files.move(apart, folder, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            ModelFiles.delete(apart);
        }
    }

    /// Whether it is time: 0, 1, 2, 4, 8, …
    static boolean isDue(int steps) {
        return Integer.bitCount(steps) <= 1;
    }

    /// Looks at all that is watched and writes what was seen.
    ///
    /// @throws io.headscope.message.ProblemException if it could not be written; then nothing of it is
    void keep(int steps, Trainer trainer) {
        Path file = folder.resolve(HeadFiles.step(steps));
        List<Trace> traces = new ArrayList<>();
        try {
            SequencedMap<String, SafetensorsWriter.Entry> tensors = new LinkedHashMap<>();
            for (int i = 0; i < inputs.size(); i++) {
                Trace trace = trainer.trace(inputs.get(i).input(), network.answer().outputs());
                traces.add(trace);
                add(tensors, i, trace);
            }
            SafetensorsWriter.write(file, tensors);
        } catch (IOException unwritten) {
            throw WholeFile.notWritten(file, unwritten);
        } finally {
            traces.forEach(Trace::close);
        }
    }

    private static void add(SequencedMap<String, SafetensorsWriter.Entry> tensors, int input, Trace trace) {
        for (AttentionSite site : trace.sites()) {
            String name = HeadFiles.site(input, site);
            Projections projections = trace.projections(site);
            ScoreRules rules = trace.rules(site);
            if (rules != null && isLarge(trace.map(site)) && isScaled(rules)) {
                tensors.put(name + "scale", single(rules.scale()));
            } else {
                tensors.put(name + "weights", weights(trace.map(site)));
            }
            tensors.put(name + "queries", half(projections.queries()));
            tensors.put(name + "keys", half(projections.keys()));
            tensors.put(name + "values", half(projections.values()));
        }
        trace.tensors().forEach((output, tensor) -> tensors.put(HeadFiles.answer(input) + output, half(tensor)));
    }

    private static boolean isLarge(AttentionMap map) {
        return (long) map.heads() * map.queries() * map.keys() > MOST_WEIGHTS;
    }

    /// Whether weights are the softmax of scaled products over all keys, and of nothing else.
    private static boolean isScaled(ScoreRules rules) {
        if (rules.windows() != null || rules.hasBias() || rules.softCap() < Double.POSITIVE_INFINITY) {
            return false;
        }
        Visibility seen = rules.visibility();
        return rules.scoring().sums() == null && seen.equals(new Visibility(seen.queries(), seen.keys(), false, null, null));
    }

    private static SafetensorsWriter.Entry single(double number) {
        return SafetensorsWriter.Entry.of(FloatTensor.of(new float[] {(float) number}, 1));
    }

    private static SafetensorsWriter.Entry weights(AttentionMap map) {
        return new SafetensorsWriter.Entry(
                List.of((long) map.heads(), (long) map.queries(), (long) map.keys()),
                ElementType.F16,
                () -> java.util.stream.IntStream.range(0, map.heads()).mapToObj(head -> FloatTensor.of(map.head(head), map.queries(), map.keys())));
    }

    private static SafetensorsWriter.Entry half(FloatTensor tensor) {
        return new SafetensorsWriter.Entry(tensor.shape(), ElementType.F16, () -> Stream.of(tensor));
    }
}
