package io.headscope.training;

import io.headscope.attention.Token;
import io.headscope.input.EncodedText;
import io.headscope.input.MediumTensors;
import io.headscope.input.ModelInputs;
import io.headscope.input.TextTokenizer;
import io.headscope.input.Vocabulary;
import io.headscope.model.InputTensor;
import io.headscope.model.ModelInput;
import io.headscope.model.Network;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What is watched, as the network takes it in.
///
/// @param watched what it was made of
public record WatchedInput(Watched watched, ModelInput input) {

    /// @param folder with what lies beside a model: tokenizer, preprocessor
    /// @throws io.headscope.message.ProblemException if the network does not take it
    static List<WatchedInput> of(List<Watched> all, Network network, Path folder) {
        if (!TextTokenizer.isIn(folder)) {
            return all.stream().map(watched -> new WatchedInput(watched, input(watched, network, folder, null))).toList();
        }
        try (TextTokenizer tokenizer = TextTokenizer.open(folder)) {
            return all.stream().map(watched -> new WatchedInput(watched, input(watched, network, folder, tokenizer))).toList();
        }
    }

    private static ModelInput input(Watched watched, Network network, Path folder, @Nullable TextTokenizer tokenizer) {
        return switch (watched) {
            case Watched.Shown shown -> shown(shown, network, folder, tokenizer);
            case Watched.Repeated repeated -> repeated(repeated, network, tokenizer);
        };
    }

    private static ModelInput shown(Watched.Shown shown, Network network, Path folder, @Nullable TextTokenizer tokenizer) {
        MediumTensors medium = MediumTensors.of(network, folder, shown.medium());
        EncodedText text = tokenizer == null || !network.takesText() ? null : tokenizer.encode(shown.text(), shown.pair());
        EncodedText target = tokenizer == null || shown.target() == null ? null : tokenizer.encodeTarget(shown.target());
        Vocabulary names = tokenizer == null ? null : tokenizer.vocabulary();
        return ModelInputs.of(network, medium.tensors(), text, target, names).of(medium.source(), medium.remarks());
    }

    /// With what the tokenizer puts around every text.
    private static ModelInput repeated(Watched.Repeated repeated, Network network, @Nullable TextTokenizer tokenizer) {
        Vocabulary names = tokenizer == null ? null : tokenizer.vocabulary();
        List<Integer> ids = new ArrayList<>(IntStream.range(0, network.vocabulary()).filter(id -> names == null || !names.isSpecial(id)).boxed().toList());
        Collections.shuffle(ids, new Random(repeated.seed()));
        List<Integer> once = ids.subList(0, Math.min(repeated.length(), ids.size()));
        List<Token> around = tokenizer == null ? List.of() : tokenizer.encode("a", null).tokens();
        long[] row = Stream.of(
                        around.stream().takeWhile(WatchedInput::isAdded).map(Token::id),
                        once.stream(),
                        once.stream(),
                        around.stream().dropWhile(WatchedInput::isAdded).filter(WatchedInput::isAdded).map(Token::id))
                .flatMap(part -> part)
                .mapToLong(id -> id)
                .toArray();
        return ModelInputs.of(network, Map.of("input_ids", InputTensor.row(row)), names);
    }

    /// Whether it stands nowhere in the text.
    private static boolean isAdded(Token token) {
        return token.span() == null;
    }
}
