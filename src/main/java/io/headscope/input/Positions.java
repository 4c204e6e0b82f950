package io.headscope.input;

import io.headscope.attention.Layout;
import io.headscope.attention.Stack;
import io.headscope.attention.Token;
import io.headscope.model.InputTensor;
import io.headscope.model.Mask;
import io.headscope.model.Network;
import io.headscope.model.Op;
import io.headscope.model.Value;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The positions of every stack, for people: the tokens of its text, its patches and frames, in the order of its layout.
final class Positions {

    private Positions() {}

    /// @param tensors of the program's inputs
    /// @param texts   the tokens of those that are texts
    static Map<Stack, List<Token>> of(Network network, Map<String, InputTensor> tensors, Map<Stack, List<Token>> texts) {
        Set<Stack> stacks = EnumSet.noneOf(Stack.class);
        stacks.addAll(texts.keySet());
        stacks.addAll(network.layouts().stacks().keySet());
        Map<Stack, List<Token>> positions = new EnumMap<>(Stack.class);
        for (Stack stack : stacks) {
            List<Token> all = all(network.layouts().of(stack), texts.getOrDefault(stack, List.of()));
            positions.put(stack, padded(all, mask(network, stack, tensors)));
        }
        return positions;
    }

    private static List<Token> all(Layout layout, List<Token> text) {
        return layout.sections().stream()
                .map(section -> section instanceof Layout.Text ? text : section.tokens())
                .<Token>flatMap(List::stream)
                .toList();
    }

    /// Which positions of a stack are seen at all: the mask over them as keys.
    private static @Nullable InputTensor mask(Network network, Stack stack, Map<String, InputTensor> tensors) {
        return network.program().steps().stream()
                .filter(step -> step.op() instanceof Op.Attend attend
                        && attend.site().keyStack() == stack)
                .map(step -> ((Op.Attend) step.op()).attention().mask())
                .flatMap(mask -> mask.parts().stream())
                .map(part -> part instanceof Mask.Keys(Value valid) ? valid : null)
                .filter(Objects::nonNull)
                .findFirst()
                .map(valid -> network.program().inputs().entrySet().stream()
                        .filter(input -> input.getValue().equals(valid))
                        .map(input -> tensors.get(input.getKey()))
                        .findFirst()
                        .orElse(null))
                .orElse(null);
    }

    private static List<Token> padded(List<Token> tokens, @Nullable InputTensor mask) {
        if (mask == null || mask.allOnes() || mask.values().length != tokens.size()) {
            return tokens;
        }
        return IntStream.range(0, tokens.size())
                .mapToObj(i -> mask.values()[i] != 0 ? tokens.get(i) : padding(tokens.get(i)))
                .toList();
    }

    private static Token padding(Token token) {
        return new Token(token.id(), token.piece(), token.text(), token.span(), Token.Role.PADDING);
    }
}
