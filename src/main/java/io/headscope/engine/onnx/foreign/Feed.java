package io.headscope.engine.onnx.foreign;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.headscope.attention.FloatTensor;
import io.headscope.engine.onnx.sites.SearchedGraph;
import io.headscope.message.Phrase;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.InputTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Numbers on their way into a graph, in the type that the graph wants.
final class Feed {

    private static final int FLOAT = 1;
    private static final int UINT8 = 2;
    private static final int INT8 = 3;
    private static final int INT32 = 6;
    private static final int INT64 = 7;
    private static final int BOOL = 9;
    private static final int FLOAT16 = 10;
    private static final int DOUBLE = 11;

    private Feed() {}

    /// @throws ProblemException if the input has another number of axes, or a type that cannot be fed
    static OnnxTensor of(OrtEnvironment environment, SearchedGraph.Input input, InputTensor tensor) throws OrtException {
        long[] shape = tensor.shape();
        if (input.rank() > 0 && shape.length != input.rank()) {
            throw wrong(input, Phrase.of("reason.input-axes", shape.length, input.shape()));
        }
        for (int axis = 0; axis < input.rank(); axis++) {
            if (input.length(axis) >= 0 && input.length(axis) != shape[axis]) {
                throw wrong(input, Phrase.of("reason.input-axis", axis, shape[axis], input.length(axis)));
            }
        }
        int size = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
        OnnxJavaType type = type(input);
        ByteBuffer bytes = ByteBuffer.allocateDirect(Math.multiplyExact(size, type.size)).order(ByteOrder.nativeOrder());
        for (int i = 0; i < size; i++) {
            switch (tensor) {
                case InputTensor.Whole(long[] values, long[] _) -> put(bytes, input.type(), values[i]);
                case InputTensor.Real(float[] numbers, long[] _) -> put(bytes, input.type(), numbers[i]);
                case InputTensor.Held(FloatTensor numbers) -> put(bytes, input.type(), numbers.at(i));
            }
        }
        return OnnxTensor.createTensor(environment, bytes.flip(), shape, type);
    }

    private static OnnxJavaType type(SearchedGraph.Input input) {
        return switch (input.type()) {
            case FLOAT -> OnnxJavaType.FLOAT;
            case UINT8 -> OnnxJavaType.UINT8;
            case INT8 -> OnnxJavaType.INT8;
            case INT32 -> OnnxJavaType.INT32;
            case INT64 -> OnnxJavaType.INT64;
            case BOOL -> OnnxJavaType.BOOL;
            case FLOAT16 -> OnnxJavaType.FLOAT16;
            case DOUBLE -> OnnxJavaType.DOUBLE;
            default -> throw wrong(input, Phrase.of("reason.input-type", input.type()));
        };
    }

    private static void put(ByteBuffer bytes, int type, double value) {
        switch (type) {
            case FLOAT -> bytes.putFloat((float) value);
            case FLOAT16 -> bytes.putShort(Float.floatToFloat16((float) value));
            case DOUBLE -> bytes.putDouble(value);
            case INT64 -> bytes.putLong((long) value);
            case INT32 -> bytes.putInt((int) value);
            default -> bytes.put((byte) value);
        }
    }

    private static ProblemException wrong(SearchedGraph.Input input, Phrase what) {
        return new ProblemException(Problem.INPUT_WRONG, input.name(), what);
    }
}
