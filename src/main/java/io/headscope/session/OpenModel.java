package io.headscope.session;

import io.headscope.attention.HeadAddress;
import io.headscope.attention.Token;
import io.headscope.attention.Trace;
import io.headscope.generation.Habits;
import io.headscope.generation.Wish;
import io.headscope.generation.Written;
import io.headscope.generation.WrittenToken;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.ElementType;
import io.headscope.model.ModelInput;
import io.headscope.model.Network;
import io.headscope.model.Proof;
import io.headscope.model.RunRequest;
import io.headscope.task.Cancellation;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A model ready to be asked: its network with weights, and what makes its input of a text.
/// Used by one background thread at a time.
public interface OpenModel extends AutoCloseable {

    /// The folder's name, or what its card calls it.
    String name();

    /// Where it was opened from.
    Path folder();

    Network network();

    /// The types its weights are stored as.
    SequencedSet<ElementType> storedAs();

    /// Whether one layer at a time is in memory, as all would not fit.
    default boolean runsByBlock() {
        return false;
    }

    /// How many layers of every stack were opened, where not all were.
    default OptionalInt firstLayers() {
        return OptionalInt.empty();
    }

    /// The architecture that its configuration names, where that has a head which Headscope does not know and leaves out.
    default Optional<String> headLeftOut() {
        return Optional.empty();
    }

    /// Who runs it and on what: `ONNX Runtime, CPU`.
    String device();

    /// What a person reads for a token id; nothing where the model has no tokenizer.
    @Nullable IntFunction<String> vocabulary();

    /// What a short run has shown of a network that Headscope has not written; nothing of one that it has.
    default @Nullable Proof proof() {
        return null;
    }

    /// @throws io.headscope.message.ProblemException if the text is empty or too long, the model has no tokenizer, or its
    ///                                               network does not take what was entered
    ModelInput encode(Entered entered);

    /// Inputs that come along with it and show something, the first of them for the beginning.
    default List<Example> examples() {
        return List.of();
    }

    /// The least it can be asked: whether it runs at all shows on this.
    ModelInput smallestInput();

    /// @throws java.util.concurrent.CancellationException if `cancellation` stopped it
    Trace run(ModelInput input, RunRequest request, Cancellation cancellation);

    /// Whether heads can be switched off: those of networks that Headscope has not written cannot.
    default boolean switchesHeads() {
        return false;
    }

    /// The same, what some heads put out taken for zeros.
    ///
    /// @param off none where heads cannot be switched
    default Trace run(ModelInput input, Set<HeadAddress> off, RunRequest request, Cancellation cancellation) {
        return run(input, request, cancellation);
    }

    /// What its settings say of the texts it writes.
    default Habits habits() {
        return Habits.NONE;
    }

    /// Whether [#write] can be asked of it: networks that Headscope has not written are run over what was entered alone.
    default boolean writes() {
        return network().writes();
    }

    /// Writes on from what there is.
    ///
    /// @param told is given every token as soon as it is written
    /// @throws io.headscope.message.ProblemException           if its network does not write
    /// @throws java.util.concurrent.CancellationException if `cancellation` stopped it
    default Written write(ModelInput beginning, Wish wish, Consumer<WrittenToken> told, Cancellation cancellation) {
        throw new ProblemException(Problem.WRITES_NO_TEXT, folder());
    }

    /// A text as its tokenizer cuts it, of any length.
    ///
    /// @throws io.headscope.message.ProblemException if it has no tokenizer
    default List<Token> cut(String text) {
        throw new ProblemException(Problem.TOKENIZER_MISSING, folder());
    }

    /// The same, what some heads put out taken for zeros.
    ///
    /// @param off none where heads cannot be switched
    default Written write(
            ModelInput beginning, Set<HeadAddress> off, Wish wish, Consumer<WrittenToken> told, Cancellation cancellation) {
        return write(beginning, wish, told, cancellation);
    }

    /// What some tokens say together.
    default String text(List<Integer> ids) {
        return ids.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }

    /// Traces stay readable.
    @Override
    void close();
}
