package io.headscope.app;

import com.sun.management.OperatingSystemMXBean;
import io.headscope.attention.AttentionMap;
import io.headscope.attention.IndexRange;
import io.headscope.attention.Trace;
import io.headscope.engine.onnx.RandomExport;
import io.headscope.engine.onnx.foreign.OnnxRunner;
import io.headscope.engine.onnx.sites.OnnxFile;
import io.headscope.engine.onnx.sites.SearchedGraph;
import io.headscope.file.WholeFile;
import io.headscope.model.InputTensor;
import io.headscope.model.ModelInput;
import io.headscope.model.RunRequest;
import io.headscope.task.Cancellation;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// Measures what opening other people's graphs takes, and what letting their attention out costs a run.
final class ForeignBench {

    private static final int LAYERS = 10;
    private static final int WIDTH = 1_024;
    private static final int BUFFER = 1 << 22;
    private static final double NANOS_A_MILLI = 1e6;
    private static final OperatingSystemMXBean SYSTEM = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final int threads;
    private final int rounds;
    private final Consumer<String> told;

    ForeignBench(int threads, int rounds, Consumer<String> told) {
        this.threads = threads;
        this.rounds = rounds;
        this.told = told;
    }

    /// @param form     how its attention is written
    /// @param bytes    of the file
    /// @param readMs   to read the file once, from start to end
    /// @param searchMs to read its graph and find the sites
    /// @param openMs   to open it, the proof included
    /// @param runs     at each length
    record Figures(String form, long bytes, int sites, double readMs, double searchMs, double openMs, boolean proved, List<Run> runs) {}

    /// @param plainMs     the graph as it is, least of all rounds
    /// @param tappedMs    until the trace is there, with weights, queries, keys and values of every site
    /// @param cost        how much longer that takes: 0.1 is a tenth
    /// @param plainCpuMs  what all threads together computed for the first, on the average: what else runs on the machine
    ///                    does not count
    /// @param tappedCpuMs the same for the second
    /// @param headsMs     to read every weight of every head out of the trace afterwards, the first time
    record Run(int tokens, double plainMs, double tappedMs, double cost, double plainCpuMs, double tappedCpuMs, double headsMs) {}

    /// Of graphs with random weights, one of each form.
    List<Figures> run(List<Integer> lengths) {
        List<Figures> figures = new ArrayList<>();
        for (RandomExport.Form form : RandomExport.Form.values()) {
            String name = form.name().toLowerCase(Locale.ROOT).replace('_', '-');
            told.accept("Writing a graph of random weights: " + name);
            Path folder = null;
            try {
                folder = Files.createTempDirectory("headscope-bench");
                Path file = folder.resolve("model.onnx");
                folder.toFile().deleteOnExit();
                file.toFile().deleteOnExit();
                RandomExport.write(file, form, LAYERS, WIDTH);
                told.accept("Measuring " + name);
                figures.add(measure(name, file, lengths));
                Files.delete(file);
                Files.delete(folder);
            } catch (IOException failure) {
                throw WholeFile.notWritten(folder == null ? Path.of(System.getProperty("java.io.tmpdir")) : folder, failure);
            }
        }
        return figures;
    }

    /// Of a file from the disk, where it takes token ids.
    Figures measure(String name, Path file, List<Integer> lengths) {
        double read = best(2, () -> read(file));
        double search = best(3, () -> SearchedGraph.of(OnnxFile.read(file)));
        double open = best(3, () -> Models.openForeign(file, Models.How.USUAL, Cancellation.never()).close());
        SearchedGraph graph = SearchedGraph.of(OnnxFile.read(file));
        try (ForeignModel model = ForeignModel.open(
                file, GraphFiles.of(file).folder(), new OnnxRunner(List.of(graph), threads), Models.How.USUAL, Cancellation.never())) {
            return new Figures(name, graph.file().bytes(), graph.sites().size(), read, search, open, model.proof().holds(), runs(model, graph, lengths));
        }
    }

    private List<Run> runs(ForeignModel model, SearchedGraph graph, List<Integer> lengths) {
        try (OnnxRunner plain = new OnnxRunner(List.of(graph.untapped()), threads)) {
            return lengths.stream().map(length -> run(model, plain, inputs(graph, length), length)).toList();
        }
    }

    private Run run(ForeignModel model, OnnxRunner plain, Map<String, InputTensor> inputs, int length) {
        ModelInput input = model.raw(inputs);
        Runnable without = () -> plain.run(inputs, Set.of(), false, Cancellation.never()).close();
        Runnable with = () -> model.run(input, RunRequest.of(), Cancellation.never()).close();
        for (int warmUp = 0; warmUp < 2; warmUp++) {
            without.run();
            with.run();
        }
        Took[] took = {Took.NOTHING, Took.NOTHING};
        // In turns: what else the machine does falls on both.
        for (int round = 0; round < rounds; round++) {
            took[0] = took[0].and(without);
            took[1] = took[1].and(with);
        }
        try (Trace trace = model.run(input, RunRequest.of(), Cancellation.never())) {
            double heads = best(1, () -> trace.sites().forEach(site -> read(trace.map(site))));
            return new Run(
                    length, took[0].best, took[1].best, took[1].best / took[0].best - 1, took[0].cpu / rounds, took[1].cpu / rounds, heads);
        }
    }

    /// What several rounds took.
    ///
    /// @param best the shortest of them, ms
    /// @param cpu  what all threads computed in all of them, ms
    private record Took(double best, double cpu) {

        static final Took NOTHING = new Took(Double.POSITIVE_INFINITY, 0);

        Took and(Runnable work) {
            long computed = SYSTEM.getProcessCpuTime();
            double time = ForeignBench.best(1, work);
            return new Took(Math.min(best, time), cpu + (SYSTEM.getProcessCpuTime() - computed) / NANOS_A_MILLI);
        }
    }

    private static void read(AttentionMap map) {
        float[] weights = new float[map.queries() * map.keys()];
        for (int head = 0; head < map.heads(); head++) {
            map.read(head, IndexRange.upTo(map.queries()), IndexRange.upTo(map.keys()), weights);
        }
    }

    private static Map<String, InputTensor> inputs(SearchedGraph graph, int length) {
        long[] ids = new long[length];
        Arrays.setAll(ids, i -> 3 + i % 97);
        long[] ones = new long[length];
        Arrays.fill(ones, 1);
        Map<String, InputTensor> inputs = new HashMap<>();
        graph.inputs().forEach(input -> inputs.put(input.name(), InputTensor.row(input.name().contains("mask") ? ones : input.name().contains("type") ? new long[length] : ids)));
        return inputs;
    }

    private static void read(Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
            while (channel.read(buffer.clear()) >= 0) {
                buffer.flip();
            }
        } catch (IOException failure) {
            throw io.headscope.file.ReadableFile.failed(file, failure);
        }
    }

    private static double best(int rounds, Runnable work) {
        double best = Double.POSITIVE_INFINITY;
        for (int round = 0; round < rounds; round++) {
            long start = System.nanoTime();
            work.run();
            best = Math.min(best, (System.nanoTime() - start) / NANOS_A_MILLI);
        }
        return best;
    }
}
