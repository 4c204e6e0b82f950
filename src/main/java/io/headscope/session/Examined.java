package io.headscope.session;

import io.headscope.attention.Token;
import io.headscope.attention.Trace;
import io.headscope.evaluation.Examinee;
import io.headscope.evaluation.Question;
import io.headscope.generation.Choice;
import io.headscope.generation.WrittenToken;
import io.headscope.model.ModelInput;
import io.headscope.model.Network;
import io.headscope.model.RunRequest;
import io.headscope.task.Cancellation;
import java.nio.file.Path;
import java.util.List;

/// An open model that is asked all that a data set asks.
public record Examined(OpenModel model) implements Examinee {

    /// What a person would enter to ask the same.
    public static Entered entered(Question question) {
        return new Entered(question.text(), question.pair(), null, question.medium() == null ? null : question.medium().get());
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
    public ModelInput encode(Question question) {
        return model.encode(entered(question));
    }

    @Override
    public List<Token> cut(String text) {
        return model.cut(text);
    }

    @Override
    public Trace run(ModelInput input, RunRequest request, Cancellation cancellation) {
        return model.run(input, request, cancellation);
    }

    @Override
    public String write(ModelInput beginning, int limit, Cancellation cancellation) {
        return model.text(model.write(beginning, model.habits().wish(Choice.GREEDY, limit), _ -> {}, cancellation).tokens().stream()
                .map(WrittenToken::id)
                .toList());
    }
}
