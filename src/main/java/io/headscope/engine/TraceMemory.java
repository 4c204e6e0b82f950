package io.headscope.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Memory for traces, one block each. A block whose trace has been closed serves the next one: fresh memory of this
/// size costs more than filling it.
public final class TraceMemory implements AutoCloseable {

    private static final long ALIGNMENT = 64;

    /// The largest block that waits for the next trace: the largest maps that are kept, with queries, keys and values. Runs
    /// that fill larger ones take seconds, and others may need the memory meanwhile.
    private static final long WAITING = 384L << 20;

    private record Block(Arena arena, MemorySegment memory) {}

    private final List<Block> free = new ArrayList<>();
    private boolean closed;

    /// A block of at least `size` bytes that lives as long as `user`: closing it makes reading an error and the block
    /// free, even while another thread reads.
    @SuppressWarnings("restricted") // the segment keeps its size and gets a shorter life: nothing is made reachable
    public MemorySegment take(long size, Arena user) {
        Block block = find(size);
        return block.memory.reinterpret(block.memory.byteSize(), user, _ -> giveBack(block));
    }

    private synchronized Block find(long size) {
        for (Block block : free) {
            if (block.memory.byteSize() >= size) {
                free.remove(block);
                return block;
            }
        }
        free.forEach(block -> block.arena.close());
        free.clear();
        Arena arena = Arena.ofShared();
        return new Block(arena, arena.allocate(Math.max(size, ALIGNMENT), ALIGNMENT));
    }

    private synchronized void giveBack(Block block) {
        // One in waiting is enough: runs follow each other.
        if (closed || !free.isEmpty() || block.memory.byteSize() > WAITING) {
            block.arena.close();
        } else {
            free.add(block);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        free.forEach(block -> block.arena.close());
        free.clear();
    }
}
