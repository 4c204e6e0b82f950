package io.headscope.generation;

import io.headscope.attention.Stack;
import io.headscope.attention.Token;
import io.headscope.input.ModelInputs;
import io.headscope.input.Vocabulary;
import io.headscope.model.InputTensor;
import io.headscope.model.ModelInput;
import io.headscope.model.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// A text that a network has written.
///
/// @param tokens as they came
/// @param input  what the network is given to run over the whole, the beginning and what was written
public record Written(List<WrittenToken> tokens, ModelInput input) {

    public Written {
        tokens = List.copyOf(tokens);
    }

    /// @param beginning  what the tokens were written behind
    /// @param vocabulary names them, where there is one
    public static Written of(Network network, ModelInput beginning, List<WrittenToken> tokens, @Nullable Vocabulary vocabulary) {
        String prefix = network.takesTarget() ? "decoder_" : "";
        long[] before = beginning.tensor(prefix + "input_ids").values();
        // The last token may stand beyond the last position: it was written, but is read by nobody.
        int fitting = Math.min(tokens.size(), network.positions() - before.length);
        long[] ids = LongStream.concat(
                        Arrays.stream(before), tokens.stream().limit(fitting).mapToLong(WrittenToken::id))
                .toArray();
        Map<String, InputTensor> given = new HashMap<>(beginning.tensors());
        given.keySet().removeAll(network.program().derived().keySet());
        given.remove(prefix + "position_ids");
        given.put(prefix + "input_ids", InputTensor.row(ids));
        given.computeIfPresent(prefix + "attention_mask", (_, mask) -> InputTensor.row(
                LongStream.concat(Arrays.stream(mask.values()), LongStream.generate(() -> 1).limit(fitting)).toArray()));
        Map<Stack, List<Token>> texts = new EnumMap<>(beginning.tokens());
        List<Token> all = new ArrayList<>(texts.getOrDefault(Stack.DECODER, List.of()));
        tokens.stream().limit(fitting).forEach(token -> all.add(token(token.id(), vocabulary)));
        texts.put(Stack.DECODER, all);
        return new Written(
                tokens, ModelInputs.given(network, given, texts).of(beginning.source(), beginning.remarks()));
    }

    private static Token token(int id, @Nullable Vocabulary vocabulary) {
        return vocabulary == null ? Token.ofId(id, Token.Role.TEXT) : vocabulary.token(id);
    }

    public List<Integer> ids() {
        return tokens.stream().map(WrittenToken::id).toList();
    }
}
