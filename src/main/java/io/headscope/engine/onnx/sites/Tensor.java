package io.headscope.engine.onnx.sites;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A value of a graph: what one node makes and others take. Known by identity; two branches may use one name twice.
final class Tensor {

    /// In a shape: a length that is known only when the graph runs.
    static final long UNKNOWN = -1;

    final String name;
    final Scope scope;
    /// What makes it; nothing for inputs and constants.
    @Nullable Node producer;
    /// Its numbers, where they stand in the model.
    @Nullable TensorProto constant;
    final List<Node> consumers = new ArrayList<>();

    /// The type of its numbers, as ONNX counts them; 0 while unknown.
    int type;
    /// The length of every axis, outermost first, [#UNKNOWN] where only the run knows; nothing where not even the number
    /// of axes is known.
    long @Nullable [] shape;
    /// Few whole numbers that are known without running, [Long#MIN_VALUE] where one is not: shapes are made of such.
    long @Nullable [] numbers;
    /// The inputs of the model that its numbers are computed from; lengths do not count.
    BitSet reach = new BitSet();

    Tensor(String name, Scope scope) {
        this.name = name;
        this.scope = scope;
    }

    boolean isConstant() {
        return reach.isEmpty();
    }

    int rank() {
        return shape == null ? -1 : shape.length;
    }

    /// The length of an axis; negative axes count from the last.
    long length(int axis) {
        if (shape == null) {
            return UNKNOWN;
        }
        int at = axis < 0 ? shape.length + axis : axis;
        return at < 0 || at >= shape.length ? UNKNOWN : shape[at];
    }

    @Override
    public String toString() {
        return name;
    }
}
