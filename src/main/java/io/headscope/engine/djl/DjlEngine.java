package io.headscope.engine.djl;

import io.headscope.model.Engine;
import io.headscope.model.Network;
import io.headscope.model.OpenNetwork;
import io.headscope.model.Weights;

/// Runs programs on PyTorch through DJL: slower than ONNX Runtime, and an independent check of it.
public final class DjlEngine implements Engine {

    @Override
    public String name() {
        return "PyTorch";
    }

    @Override
    public OpenNetwork open(Network network, Weights weights) {
        return new DjlNetwork(network, weights);
    }
}
