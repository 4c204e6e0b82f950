/// The reading of a program as an ONNX graph, run by ONNX Runtime on the checkpoint's own mapped weights.
@NullMarked
package io.headscope.engine.onnx;

import org.jspecify.annotations.NullMarked;
