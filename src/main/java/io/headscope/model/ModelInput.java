package io.headscope.model;

import io.headscope.attention.Layouts;
import io.headscope.attention.Source;
import io.headscope.attention.Stack;
import io.headscope.attention.Token;
import io.headscope.message.Phrase;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What goes into one run.
///
/// @param tensors one for every input of the program
/// @param tokens  the positions of every stack, for people
/// @param layouts where they lie in what was taken in
/// @param source  the picture or the sound that was taken in, if it is known
/// @param remarks what people should know of how it was taken in
public record ModelInput(
        Map<String, InputTensor> tensors,
        Map<Stack, List<Token>> tokens,
        Layouts layouts,
        @Nullable Source source,
        List<Phrase> remarks) {

    /// Of raw numbers.
    public ModelInput(Map<String, InputTensor> tensors, Map<Stack, List<Token>> tokens, Layouts layouts) {
        this(tensors, tokens, layouts, null, List.of());
    }

    /// Of a text.
    public ModelInput(Map<String, InputTensor> tensors, Map<Stack, List<Token>> tokens) {
        this(tensors, tokens, Layouts.TEXT);
    }

    public ModelInput {
        tensors = Map.copyOf(tensors);
        tokens = Map.copyOf(tokens);
        remarks = List.copyOf(remarks);
    }

    /// The same, made of a picture or a sound.
    public ModelInput of(@Nullable Source taken, List<Phrase> said) {
        return new ModelInput(tensors, tokens, layouts, taken, said);
    }

    /// The input called `name`.
    ///
    /// @throws io.headscope.message.ProblemException if there is none
    public InputTensor tensor(String name) {
        InputTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new ProblemException(Problem.INPUT_WRONG, name, Phrase.of("reason.input-needed"));
        }
        return tensor;
    }
}
