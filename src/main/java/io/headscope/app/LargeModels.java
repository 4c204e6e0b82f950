package io.headscope.app;

import io.headscope.attention.AttentionSite;
import io.headscope.checkpoint.Checkpoint;
import io.headscope.checkpoint.WeightCheck;
import io.headscope.engine.FreeMemory;
import io.headscope.engine.onnx.ProductRate;
import io.headscope.model.Dim;
import io.headscope.model.Engine;
import io.headscope.model.ModelConfig;
import io.headscope.model.ModelFamily;
import io.headscope.model.Network;
import io.headscope.model.ProductCount;
import io.headscope.model.RunningCost;
import io.headscope.model.StoredTensor;
import io.headscope.session.LargeModel;
import io.headscope.task.Cancellation;
import io.headscope.task.Parallel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;

/// Tells beforehand what a model costs that does not fit in memory. Headers and settings are read, and a little of one weight
/// to see how fast that goes; nothing is loaded.
final class LargeModels {

    /// Bytes that are read to see how fast that goes.
    private static final long SAMPLE = 16L << 20;

    /// Numbers that one processor reads in one go.
    private static final long CHUNK = 1 << 19;

    private LargeModels() {}

    /// @return nothing of a model that fits
    /// @throws io.headscope.message.ProblemException if the folder cannot be used
    static Optional<LargeModel> forecast(Path folder, Engine engine, Cancellation cancellation) {
        long free = FreeMemory.bytes();
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            if (surelyFits(checkpoint, engine, free)) {
                return Optional.empty();
            }
            ModelFamily family = Catalog.family(checkpoint.config());
            WeightCheck check = WeightCheck.of(checkpoint, family.write(checkpoint.config())).runnable();
            check.require();
            RunningCost cost = RunningCost.of(check.network().program(), check.found());
            cancellation.check();
            boolean byLayer = !engine.holds(cost.largest(), cost.whole());
            if (!byLayer && cost.mapped() <= free) {
                return Optional.empty();
            }
            int layers = layers(check.network());
            long first = ofLayers(checkpoint, family, 1);
            long each = layers == 1 ? 0 : ofLayers(checkpoint, family, 2) - first;
            cancellation.check();
            return Optional.of(new LargeModel(
                    folder,
                    check.network().program().parameters(),
                    cost.mapped(),
                    cost.whole(),
                    (byLayer ? cost.block() : cost.whole()) + cost.trace(LargeModel.TOKENS, true),
                    free,
                    byLayer,
                    seconds(check, cost),
                    layers,
                    first,
                    each,
                    engine.room()));
        }
    }

    /// Whether all there is in the files fits, asked for or not: then the network need not be written to know it.
    private static boolean surelyFits(Checkpoint checkpoint, Engine engine, long free) {
        long stored = 0;
        long numbers = 0;
        long largest = 0;
        for (StoredTensor tensor : checkpoint.tensors().values()) {
            stored += tensor.data().byteSize();
            numbers += tensor.size();
            largest = Math.max(largest, tensor.size());
        }
        return stored <= free && engine.holds(Float.BYTES * largest, Float.BYTES * numbers);
    }

    private static int layers(Network network) {
        return network.program().sites().stream().mapToInt(AttentionSite::layer).max().orElse(0) + 1;
    }

    private static long ofLayers(Checkpoint checkpoint, ModelFamily family, int layers) {
        ModelConfig first = checkpoint.config().firstLayers(layers);
        WeightCheck check = WeightCheck.of(checkpoint, family.write(first).withoutAnswer()).runnable();
        check.require();
        return RunningCost.of(check.network().program(), check.found()).whole();
    }

    /// What is read, at the speed of a sample, and what is multiplied, at the speed of the engine.
    private static double seconds(WeightCheck check, RunningCost cost) {
        double operations = ProductCount.of(cost.program(), dim -> dim.equals(Dim.BATCH) ? 1 : LargeModel.TOKENS);
        StoredTensor largest = check.found().values().stream()
                .max(Comparator.comparingLong(StoredTensor::size))
                .orElseThrow();
        // Twice, each time another stretch: the first warms up.
        double aByte = Math.min(secondsAByte(largest, 0), secondsAByte(largest, 1));
        return aByte * cost.mapped() + operations / ProductRate.measure(Runtime.getRuntime().availableProcessors(), 1);
    }

    private static double secondsAByte(StoredTensor tensor, int stretch) {
        int bytes = tensor.type().bytes();
        long numbers = Math.min(tensor.size() / 2, SAMPLE / bytes);
        int parts = (int) Math.max(1, numbers / CHUNK);
        long chunk = numbers / parts;
        try (Arena arena = Arena.ofShared()) {
            MemorySegment into = arena.allocate(Math.max(1, numbers) * Float.BYTES, Float.BYTES);
            long start = System.nanoTime();
            Parallel.each(parts, part -> {
                long from = part * chunk;
                tensor.convert(stretch * numbers + from, stretch * numbers + from + chunk, into.asSlice(from * Float.BYTES));
            });
            return (System.nanoTime() - start) / 1e9 / Math.max(1, parts * chunk * bytes);
        }
    }
}
