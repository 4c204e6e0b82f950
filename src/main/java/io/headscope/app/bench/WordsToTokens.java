package io.headscope.app.bench;

import io.headscope.app.FolderModel;
import io.headscope.attention.Trace;
import io.headscope.input.ModelInputs;
import io.headscope.model.ElementType;
import io.headscope.model.InputTensor;
import io.headscope.model.ModelInput;
import io.headscope.model.Network;
import io.headscope.model.RunRequest;
import io.headscope.session.OpenModel;
import io.headscope.task.Cancellation;
import java.nio.file.Path;
import java.util.Map;
import java.util.SequencedSet;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A model for which every word is one token, whatever its tokenizer says: so that the length is known.
record WordsToTokens(FolderModel model) implements OpenModel {

    @Override
    public ModelInput encode(String text, @Nullable String pair) {
        int vocabulary = network().vocabulary();
        long[] ids = Stream.of(text.split(" ")).mapToLong(word -> Math.floorMod(word.hashCode(), vocabulary)).toArray();
        return ModelInputs.of(network(), Map.of("input_ids", InputTensor.row(ids)), null);
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
    public @Nullable IntFunction<String> vocabulary() {
        return model.vocabulary();
    }

    @Override
    public Trace run(ModelInput input, RunRequest request, Cancellation cancellation) {
        return model.run(input, request, cancellation);
    }

    @Override
    public void close() {
        model.close();
    }
}
