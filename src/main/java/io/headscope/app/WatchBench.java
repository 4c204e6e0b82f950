package io.headscope.app;

import com.sun.management.OperatingSystemMXBean;
import io.headscope.attention.Trace;
import io.headscope.input.ModelInputs;
import io.headscope.model.InputTensor;
import io.headscope.model.ModelInput;
import io.headscope.model.Network;
import io.headscope.model.RunRequest;
import io.headscope.task.Cancellation;
import io.headscope.task.Progress;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// What it costs to tell what passes every step of a network ([RunRequest#passed]): the same text with and without, in turns.
final class WatchBench {

    private static final OperatingSystemMXBean SYSTEM = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final double NANOS_A_MILLI = 1e6;

    private final int rounds;

    /// @param rounds runs of each kind at each length, after two to warm up
    WatchBench(int rounds) {
        this.rounds = rounds;
    }

    /// @param told    how many values of the network were told of
    /// @param plainMs, watchedMs medians of one run without and with
    /// @param ratio   of the medians
    /// @param cpuRatio of what all threads together computed: on a machine that is shared, this stays what it is
    record AtLength(int tokens, int told, double plainMs, double watchedMs, double ratio, double cpuRatio) {}

    /// @param folder a model's folder, or a file of somebody else's
    List<AtLength> run(Path folder, List<Integer> lengths) {
        try (RunnableModel model = Models.open(folder, Models.How.USUAL, Progress.NONE, Cancellation.never())) {
            Network network = model.network();
            return lengths.stream()
                    .map(tokens -> network.positions() > 0 ? Math.min(tokens, network.positions()) : tokens)
                    .distinct()
                    .map(tokens -> measure(model, tokens))
                    .toList();
        }
    }

    private AtLength measure(RunnableModel model, int tokens) {
        long[] ids = new Random(tokens).longs(tokens, 0, Math.max(2, model.network().vocabulary())).toArray();
        ModelInput input = ModelInputs.of(model.network(), Map.of("input_ids", InputTensor.row(ids)), null);
        RunRequest request = RunRequest.of(model.network().program().outputs().keySet().toArray(String[]::new));
        double[][] ms = new double[2][rounds];
        double[] cpu = new double[2];
        int told = 0;
        for (int round = -2; round < rounds; round++) {
            // In turns: what else the machine does falls on both.
            for (int watched = 0; watched < 2; watched++) {
                long computed = SYSTEM.getProcessCpuTime();
                long start = System.nanoTime();
                try (Trace trace = model.run(input, request.withPassed(watched == 1), Cancellation.never())) {
                    if (round >= 0) {
                        ms[watched][round] = (System.nanoTime() - start) / NANOS_A_MILLI;
                        cpu[watched] += (SYSTEM.getProcessCpuTime() - computed) / NANOS_A_MILLI;
                    }
                    told = trace.passed().size();
                }
            }
        }
        Arrays.stream(ms).forEach(Arrays::sort);
        double plain = ms[0][rounds / 2];
        double watched = ms[1][rounds / 2];
        return new AtLength(tokens, told, plain, watched, watched / plain, cpu[1] / Math.max(1e-9, cpu[0]));
    }
}
