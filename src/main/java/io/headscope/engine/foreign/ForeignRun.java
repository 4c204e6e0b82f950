package io.headscope.engine.foreign;

import io.headscope.attention.FloatTensor;
import io.headscope.attention.Passed;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// What one run of a foreign network left.
///
/// @param places  the attention that was found, in the order of execution; the same number in every run
/// @param outputs what the network itself gives, by name, batch axis and all
/// @param passed  what passed the values of [ForeignRunner#program], by their names, as far as it was asked for and can be told
/// @param memory  where all of it lies
public record ForeignRun(List<Place> places, SequencedMap<String, FloatTensor> outputs, Map<String, Passed> passed, Arena memory)
        implements AutoCloseable {

    /// The same with what the network itself gives taken from another run, which is closed with this one.
    ForeignRun withOutputsOf(ForeignRun other) {
        return new ForeignRun(places, other.outputs, passed, new JointMemory(List.of(memory, other.memory), Arena.ofShared()));
    }

    @Override
    public void close() {
        memory.close();
    }
}
