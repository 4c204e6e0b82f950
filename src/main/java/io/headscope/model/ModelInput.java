package io.headscope.model;

import io.headscope.attention.Stack;
import io.headscope.attention.Token;
import java.util.List;
import java.util.Map;

/// What goes into one run.
///
/// @param tensors one for every input of the program
/// @param tokens  the positions of every stack, for people
public record ModelInput(Map<String, InputTensor> tensors, Map<Stack, List<Token>> tokens) {

    public ModelInput {
        tensors = Map.copyOf(tensors);
        tokens = Map.copyOf(tokens);
    }
}
