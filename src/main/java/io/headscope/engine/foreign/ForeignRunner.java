package io.headscope.engine.foreign;

import io.headscope.model.InputTensor;
import io.headscope.model.Op;
import io.headscope.model.Program;
import io.headscope.model.Value;
import io.headscope.task.Cancellation;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/// A network of somebody else's that an engine can run, with the attention that was found in it.
public interface ForeignRunner extends AutoCloseable {

    /// Who runs it: `ONNX Runtime`.
    String engine();

    /// The format of its file: `ONNX`.
    String format();

    /// Who made the file, as it says itself.
    String maker();

    /// The rows of the table that token ids pick from; 0 where it is not known.
    int vocabulary();

    /// How often each operator is in it.
    SequencedMap<String, Integer> outline();

    /// What has to be given, by name, with types and lengths as far as the file says.
    SequencedMap<String, Value> inputs();

    /// What was found in the file without running: its constants, and what it calls them.
    SequencedMap<String, Value> weights();

    /// Its operators as steps that can be drawn and not run, in the parts that its own names say.
    ///
    /// @param attention what operators compute the weights of, by [Place#operator]; several where an operator runs several
    ///                  times
    Program program(Map<Integer, List<Op.Attend>> attention);

    /// The operators that make the weights of attention, with the number of heads of each as far as the file says it, or 0.
    SequencedMap<Integer, Integer> attending();

    /// Makes ready for [#run] with nothing withheld, and for [#runPlain]: both at once, as far as they can.
    ///
    /// @throws io.headscope.message.ProblemException if it cannot be run
    default void prepare() {}

    /// Runs it with everything let out.
    ///
    /// @param withheld the places, counted from 0, whose weights are not asked for: they are recomputed
    /// @param passed   whether what passes the values of [#program] is to be told, as far as the engine can
    /// @throws io.headscope.message.ProblemException if an input does not fit
    ForeignRun run(Map<String, InputTensor> inputs, Set<Integer> withheld, boolean passed, Cancellation cancellation);

    /// Runs it as it was found, nothing let out.
    ForeignRun runPlain(Map<String, InputTensor> inputs, Cancellation cancellation);

    /// Ends what only [#runPlain] needs; a later call of it makes that again.
    void forgetPlain();

    /// Names of places whose weights cannot be let out.
    List<String> closed();

    @Override
    void close();
}
