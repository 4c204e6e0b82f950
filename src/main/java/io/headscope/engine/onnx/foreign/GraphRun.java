package io.headscope.engine.onnx.foreign;

import io.headscope.attention.FloatTensor;
import java.lang.foreign.Arena;
import java.lang.foreign.SegmentAllocator;
import java.util.Map;

/// What one run of a graph left: all outputs of plain numbers, batch axis and all.
///
/// @param memory where they lie
/// @param beside memory that lives as long, for what is made of them
record GraphRun(Map<String, FloatTensor> outputs, Arena memory, SegmentAllocator beside) implements AutoCloseable {

    @Override
    public void close() {
        memory.close();
    }
}
