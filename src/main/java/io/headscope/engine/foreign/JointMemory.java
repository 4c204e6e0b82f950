package io.headscope.engine.foreign;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// The memory of several runs, given back together.
///
/// @param parts what the runs lie in
/// @param own   what is allocated beside them
public record JointMemory(List<Arena> parts, Arena own) implements Arena {

    @Override
    public MemorySegment allocate(long bytes, long alignment) {
        return own.allocate(bytes, alignment);
    }

    @Override
    public MemorySegment.Scope scope() {
        return own.scope();
    }

    @Override
    public void close() {
        own.close();
        parts.forEach(Arena::close);
    }
}
