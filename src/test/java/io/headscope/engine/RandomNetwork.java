package io.headscope.engine;

import com.google.gson.JsonParser;
import io.headscope.input.ModelInputs;
import io.headscope.attention.Trace;
import io.headscope.model.ElementType;
import io.headscope.model.Engine;
import io.headscope.model.Init;
import io.headscope.model.InputTensor;
import io.headscope.model.ModelConfig;
import io.headscope.model.ModelFamily;
import io.headscope.model.Network;
import io.headscope.model.OpenNetwork;
import io.headscope.model.Program.DeclaredWeight;
import io.headscope.model.RunRequest;
import io.headscope.model.StoredTensor;
import io.headscope.task.Cancellation;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;

/// A network of any family with random weights, the same in every run: for families that no reference folder is of.
public final class RandomNetwork {

    private final Network network;
    private final Map<String, String> renamed;

    /// @param renamed parts of the names of weights, with those whose numbers they get
    public RandomNetwork(ModelFamily family, String config, Map<String, String> renamed) {
        this.network = family.write(new ModelConfig(Path.of("config.json"), JsonParser.parseString(config).getAsJsonObject()));
        this.renamed = renamed;
    }

    public RandomNetwork(ModelFamily family, String config) {
        this(family, config, Map.of());
    }

    public Network network() {
        return network;
    }

    /// Runs it and keeps everything that can be read.
    public Trace run(Engine engine, Map<String, InputTensor> inputs) {
        return run(engine, inputs, RunRequest.Keeping.KEPT);
    }

    Trace run(Engine engine, Map<String, InputTensor> inputs, RunRequest.Keeping keeping) {
        var asked = new TreeSet<>(network.program().taps().keySet());
        asked.addAll(network.program().outputs().keySet());
        try (Arena arena = Arena.ofShared();
                OpenNetwork open = engine.open(network, weight -> stored(weight, arena))) {
            return open.run(
                    ModelInputs.of(network, inputs, null), new RunRequest(asked, keeping), Cancellation.never());
        }
    }

    /// The numbers of a weight, row-major.
    public float[] weight(String name) {
        DeclaredWeight weight = network.program().weights().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no weight " + name));
        return numbers(weight);
    }

    private float[] numbers(DeclaredWeight weight) {
        String name = weight.name();
        for (var other : renamed.entrySet()) {
            name = name.replace(other.getKey(), other.getValue());
        }
        Random random = new Random(name.hashCode());
        float[] numbers = new float[(int) weight.size()];
        for (int i = 0; i < numbers.length; i++) {
            // Constants are made to differ too, so that a bias or a scale left out shows.
            numbers[i] = switch (weight.init()) {
                case Init.Normal(double deviation) -> (float) (random.nextGaussian() * deviation);
                case Init.Constant(double value) -> (float) (value + 0.2 * random.nextGaussian());
            };
        }
        return numbers;
    }

    private StoredTensor stored(DeclaredWeight weight, Arena arena) {
        MemorySegment data = arena.allocate(weight.size() * Float.BYTES, Float.BYTES);
        MemorySegment.copy(numbers(weight), 0, data, ValueLayout.JAVA_FLOAT, 0, (int) weight.size());
        return new StoredTensor(weight.name(), ElementType.F32, weight.shape(), Path.of("random"), 0, data);
    }
}
