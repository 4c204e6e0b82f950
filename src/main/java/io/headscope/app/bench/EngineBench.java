package io.headscope.app.bench;

import io.headscope.app.FolderModel;
import io.headscope.app.ProcessMemory;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.Trace;
import io.headscope.engine.onnx.OnnxEngine;
import io.headscope.engine.onnx.ProductRate;
import io.headscope.input.ModelInputs;
import io.headscope.model.Answer;
import io.headscope.model.InputTensor;
import io.headscope.model.ModelInput;
import io.headscope.model.Network;
import io.headscope.model.ProductCount;
import io.headscope.model.RunRequest;
import io.headscope.task.Cancellation;
import io.headscope.task.Progress;
import io.headscope.task.Ticker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/// Times a model with all attentions captured, at several lengths.
public final class EngineBench {

    private static final int PRODUCT_ROUNDS = 8;
    private static final Duration LOOK = Duration.ofMillis(20);

    /// What was measured.
    ///
    /// @param model        the preset or the folder's name
    /// @param threads      that computed
    /// @param weightBytes  what the weights take as F32
    /// @param openMs       from the folder to the first trace, of 8 tokens
    /// @param byLayer      whether one layer at a time was in memory
    /// @param peakMb       the most memory of its own that the process had, looked at every 20 ms; -1 where unknown
    /// @param anonymousMb  memory of its own that the process took for it, the trace given back; -1 where unknown
    /// @param productGflops the best 2,048³ product, the yardstick
    /// @param lengths      one a length
    public record Result(
            String model,
            int threads,
            long weightBytes,
            double openMs,
            boolean byLayer,
            double peakMb,
            double anonymousMb,
            double productGflops,
            List<AtLength> lengths) {}

    /// @param tokens     the length
    /// @param heads      captured
    /// @param keptMb     what the trace takes
    /// @param medianMs   of one run with everything captured
    /// @param bestMs     the fastest run
    /// @param gflops     products of the program divided by the median
    /// @param ratio      of that to the yardstick measured just before
    public record AtLength(int tokens, int heads, double keptMb, double medianMs, double bestMs, double gflops, double ratio) {}

    private final int threads;
    private final int rounds;

    private final OnnxEngine.Holding holding;

    /// @param rounds runs a length, after two to warm up
    public EngineBench(int threads, int rounds, OnnxEngine.Holding holding) {
        this.threads = threads;
        this.rounds = rounds;
        this.holding = holding;
    }

    /// Measures the model in a folder.
    public Result run(String name, Path folder, List<Integer> lengths, Progress progress, Cancellation cancellation) {
        double product = ProductRate.measure(threads, PRODUCT_ROUNDS);
        // Writing random weights leaves garbage behind, more than a layer of them takes: none of it is the model's.
        System.gc();
        OptionalLong before = ProcessMemory.anonymous();
        long start = System.nanoTime();
        AtomicLong peak = new AtomicLong(-1);
        try (Ticker _ = Ticker.every(LOOK, () -> ProcessMemory.anonymous().ifPresent(now -> peak.accumulateAndGet(now, Math::max)));
                FolderModel model = FolderModel.open(folder, new OnnxEngine(threads, holding))) {
            model.run(input(model.network(), 8), request(model.network()), cancellation).close();
            double openMs = (System.nanoTime() - start) / 1e6;
            double anonymous = before.isPresent() ? (ProcessMemory.anonymous().orElseThrow() - before.getAsLong()) / 1048576.0 : -1;
            List<AtLength> results = new ArrayList<>();
            for (int tokens : lengths) {
                results.add(measure(model, Math.min(tokens, model.network().positions()), cancellation));
                progress.report(results.size(), lengths.size());
            }
            long bytes = Float.BYTES * model.network().program().parameters();
            return new Result(name, threads, bytes, openMs, model.runsByBlock(), peak.get() < 0 ? -1 : peak.get() / 1048576.0, anonymous, product / 1e9, results);
        }
    }

    private AtLength measure(FolderModel model, int tokens, Cancellation cancellation) {
        Network network = model.network();
        ModelInput input = input(network, tokens);
        // The yardstick is taken again beside each length: a shared machine does not stay as fast as it was.
        double product = ProductRate.measure(threads, PRODUCT_ROUNDS);
        double[] ms = new double[rounds];
        for (int round = -2; round < rounds; round++) {
            long start = System.nanoTime();
            Trace trace = model.run(input, request(network), cancellation);
            double spent = (System.nanoTime() - start) / 1e6;
            trace.close();
            if (round >= 0) {
                ms[round] = spent;
            }
        }
        Arrays.sort(ms);
        double median = ms[rounds / 2];
        double work = ProductCount.of(network.program(), dim -> dim.name().equals("batch") ? 1 : tokens);
        double gflops = work / median / 1e6;
        int heads = network.program().sites().stream().mapToInt(AttentionSite::heads).sum();
        double kept = 4.0 * heads * tokens * tokens / (1 << 20);
        return new AtLength(tokens, heads, kept, median, ms[0], gflops, gflops * 1e9 / product);
    }

    private static RunRequest request(Network network) {
        return network.answer() instanceof Answer.None
                ? RunRequest.of("last_hidden_state")
                : RunRequest.of("logits");
    }

    private static ModelInput input(Network network, int tokens) {
        long[] ids = new Random(tokens).longs(tokens, 0, network.vocabulary()).toArray();
        return ModelInputs.of(network, Map.of("input_ids", InputTensor.row(ids)), null);
    }
}
