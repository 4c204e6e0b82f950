/// Runs ONNX graphs of other people, proves what was found in them, and makes traces of what they attend to.
@NullMarked
package io.headscope.engine.onnx.foreign;

import org.jspecify.annotations.NullMarked;
