package io.headscope.app;

import io.headscope.engine.onnx.RandomExport;
import io.headscope.engine.onnx.foreign.OnnxRunner;
import io.headscope.engine.onnx.sites.OnnxFile;
import io.headscope.engine.onnx.sites.SearchedGraph;
import io.headscope.file.WholeFile;
import io.headscope.model.InputTensor;
import io.headscope.task.Cancellation;
import java.io.IOException;
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

    /// @param plainMs  the graph as it is, least of all rounds
    /// @param tappedMs with all attention let out
    /// @param cost     how much longer that takes: 0.1 is a tenth
    record Run(int tokens, double plainMs, double tappedMs, double cost) {}

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
        boolean[] proved = new boolean[1];
        double open = best(3, () -> {
            try (ForeignModel model = Models.openForeign(file, Models.How.USUAL, Cancellation.never())) {
                proved[0] = java.util.Objects.requireNonNull(model.proof()).holds();
            }
        });
        SearchedGraph graph = SearchedGraph.of(OnnxFile.read(file));
        return new Figures(name, graph.file().bytes(), graph.sites().size(), read, search, open, proved[0], runs(graph, lengths));
    }

    private List<Run> runs(SearchedGraph graph, List<Integer> lengths) {
        List<Run> runs = new ArrayList<>();
        try (OnnxRunner plain = new OnnxRunner(List.of(graph.untapped()), threads); OnnxRunner tapped = new OnnxRunner(List.of(graph), threads)) {
            for (int length : lengths) {
                Map<String, InputTensor> inputs = inputs(graph, length);
                double without = Double.POSITIVE_INFINITY;
                double with = Double.POSITIVE_INFINITY;
                // In turns: what else the machine does falls on both.
                for (int round = 0; round < rounds + 2; round++) {
                    without = Math.min(without, best(1, () -> plain.run(inputs, Set.of(), Cancellation.never()).close()));
                    with = Math.min(with, best(1, () -> tapped.run(inputs, Set.of(), Cancellation.never()).close()));
                }
                runs.add(new Run(length, without, with, with / without - 1));
            }
        }
        return runs;
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
            best = Math.min(best, (System.nanoTime() - start) / 1e6);
        }
        return best;
    }
}
