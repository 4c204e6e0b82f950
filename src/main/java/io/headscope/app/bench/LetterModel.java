package io.headscope.app.bench;

import io.headscope.app.FolderModel;
import io.headscope.attention.Token;
import io.headscope.attention.TokenSpan;
import io.headscope.attention.Trace;
import io.headscope.generation.Wish;
import io.headscope.generation.Written;
import io.headscope.generation.WrittenToken;
import io.headscope.input.EncodedText;
import io.headscope.input.ModelInputs;
import io.headscope.model.ElementType;
import io.headscope.model.ModelInput;
import io.headscope.model.Network;
import io.headscope.model.RunRequest;
import io.headscope.model.RunRequest.Keeping;
import io.headscope.session.Entered;
import io.headscope.session.OpenModel;
import io.headscope.task.Cancellation;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SequencedSet;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// A model that reads letters: the presets have no tokenizer, and so a text is as many tokens long as it has letters.
final class LetterModel implements OpenModel {

    private final FolderModel model;
    private volatile Keeping keeping = Keeping.BY_SIZE;

    LetterModel(FolderModel model) {
        this.model = model;
    }

    /// How the maps of the runs from now on are held.
    void keep(Keeping next) {
        keeping = next;
    }

    @Override
    public ModelInput encode(Entered entered) {
        String text = entered.text();
        List<Token> tokens = IntStream.range(0, text.length()).mapToObj(at -> token(text, at)).toList();
        return ModelInputs.of(network(), new EncodedText(tokens, Collections.nCopies(tokens.size(), 0L)));
    }

    private Token token(String text, int at) {
        String letter = text.substring(at, at + 1);
        return new Token(text.charAt(at) % network().vocabulary(), letter, letter, new TokenSpan(at, at + 1), Token.Role.TEXT);
    }

    @Override
    public Written write(ModelInput beginning, Wish wish, Consumer<WrittenToken> told, Cancellation cancellation) {
        return model.write(beginning, wish, told, cancellation);
    }

    @Override
    public String text(List<Integer> ids) {
        return model.text(ids);
    }

    @Override
    public ModelInput smallestInput() {
        return model.smallestInput();
    }

    @Override
    public Trace run(ModelInput input, RunRequest request, Cancellation cancellation) {
        return model.run(input, request.with(keeping), cancellation);
    }

    @Override
    public String name() {
        return model.name();
    }

    @Override
    public Path folder() {
        return model.folder();
    }

    @Override
    public Network network() {
        return model.network();
    }

    @Override
    public SequencedSet<ElementType> storedAs() {
        return model.storedAs();
    }

    @Override
    public String device() {
        return model.device();
    }

    @Override
    public IntFunction<String> vocabulary() {
        return id -> "word" + id;
    }

    @Override
    public void close() {
        model.close();
    }
}
