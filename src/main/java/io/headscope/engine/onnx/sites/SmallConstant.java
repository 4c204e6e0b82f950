package io.headscope.engine.onnx.sites;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// Numbers that stand in the model. Few whole ones are read at once, for shapes are made of them.
final class SmallConstant {

    private static final int FLOAT = 1;
    private static final int INT32 = 6;
    private static final int INT64 = 7;
    private static final int FEW = 64;

    private SmallConstant() {}

    /// Makes `tensor` the constant that `proto` is.
    static void put(Tensor tensor, TensorProto proto) {
        tensor.constant = proto;
        tensor.type = proto.getDataType();
        tensor.shape = proto.getDimsList().stream().mapToLong(length -> length).toArray();
        tensor.numbers = wholes(proto);
    }

    /// The only number of a constant of one number, as a factor or a bound.
    static @Nullable Double single(TensorProto proto) {
        if (size(proto) != 1 || proto.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
            return null;
        }
        if (proto.getDataType() == FLOAT) {
            return proto.getFloatDataCount() > 0 ? (double) proto.getFloatData(0) : (double) raw(proto).getFloat();
        }
        long[] wholes = wholes(proto);
        return wholes == null ? null : (double) wholes[0];
    }

    private static long @Nullable [] wholes(TensorProto proto) {
        long size = size(proto);
        if (size > FEW || proto.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
            return null;
        }
        long[] numbers = new long[(int) size];
        ByteBuffer raw = raw(proto);
        for (int i = 0; i < numbers.length; i++) {
            switch (proto.getDataType()) {
                case INT64 -> numbers[i] = proto.getInt64DataCount() > i ? proto.getInt64Data(i) : raw.getLong(i * Long.BYTES);
                case INT32 -> numbers[i] = proto.getInt32DataCount() > i ? proto.getInt32Data(i) : raw.getInt(i * Integer.BYTES);
                default -> {
                    return null;
                }
            }
        }
        return numbers;
    }

    private static ByteBuffer raw(TensorProto proto) {
        return proto.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    private static long size(TensorProto proto) {
        return proto.getDimsList().stream().reduce(1L, (one, other) -> one * other);
    }
}
