package io.headscope.engine.onnx.sites;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// A graph, or the graph within a node of one. It sees the tensors of those around it.
final class Scope {

    final @Nullable Scope outer;
    /// The node that this graph is part of.
    final @Nullable Node owner;
    /// The attribute that holds it: `then_branch`.
    final String attribute;
    final SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    final List<Node> nodes = new ArrayList<>();
    final List<Tensor> inputs = new ArrayList<>();
    final List<Tensor> outputs = new ArrayList<>();

    Scope(@Nullable Scope outer, @Nullable Node owner, String attribute) {
        this.outer = outer;
        this.owner = owner;
        this.attribute = attribute;
    }

    /// The tensor that `name` stands for here.
    @Nullable Tensor find(String name) {
        for (Scope at = this; at != null; at = at.outer) {
            Tensor tensor = at.tensors.get(name);
            if (tensor != null) {
                return tensor;
            }
        }
        return null;
    }

    /// The tensor of that name of this graph itself, made where there is none yet.
    Tensor own(String name) {
        return tensors.computeIfAbsent(name, _ -> new Tensor(name, this));
    }

    boolean isWhole() {
        return outer == null;
    }
}
