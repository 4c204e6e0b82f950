package io.headscope.engine.foreign;

import io.headscope.attention.FloatTensor;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.SequencedMap;

/// What one run of a foreign network left.
///
/// @param places  the attention that was found, in the order of execution; the same number in every run
/// @param outputs what the network itself gives, by name, batch axis and all
/// @param memory  where all of it lies
public record ForeignRun(List<Place> places, SequencedMap<String, FloatTensor> outputs, Arena memory) implements AutoCloseable {

    @Override
    public void close() {
        memory.close();
    }
}
