/// ONNX graphs of other people: read without their weights, searched for attention, and changed so that it can be read.
/// Nothing here runs a graph.
@NullMarked
package io.headscope.engine.onnx.sites;

import org.jspecify.annotations.NullMarked;
