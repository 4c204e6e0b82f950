package io.headscope.engine;

import io.headscope.attention.FloatTensor;
import io.headscope.model.ElementType;
import io.headscope.model.Init;
import io.headscope.model.StoredTensor;
import io.headscope.model.Weights;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;

/// Weights for networks that no checkpoint is needed for, the same for a name each time. What training would start at one
/// number lies around it: a norm that does nothing would hide one that is missing.
public final class RandomWeights {

    private RandomWeights() {}

    /// @param drawn receives every weight that was asked for, by name
    public static Weights noting(Map<String, FloatTensor> drawn) {
        return weight -> {
            Random random = new Random(weight.name().hashCode());
            int bytes = Math.toIntExact(weight.size() * Float.BYTES);
            // ONNX Runtime reads memory outside of Java's heap only.
            MemorySegment data = MemorySegment.ofBuffer(ByteBuffer.allocateDirect(bytes));
            for (long i = 0; i < weight.size(); i++) {
                data.setAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i, switch (weight.init()) {
                    case Init.Normal(double deviation) -> (float) (random.nextGaussian() * deviation);
                    case Init.Constant(double value) -> (float) (value + 0.2 * random.nextGaussian());
                });
            }
            drawn.put(weight.name(), new FloatTensor(weight.shape(), data));
            return new StoredTensor(weight.name(), ElementType.F32, weight.shape(), Path.of("random"), 0, data);
        };
    }
}
