package io.headscope.engine.onnx;

import ai.onnxruntime.OrtException;

/// ONNX Runtime refused what we gave it: our fault, not the person's.
public final class OnnxFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public OnnxFailure(OrtException cause) {
        super(cause);
    }
}
