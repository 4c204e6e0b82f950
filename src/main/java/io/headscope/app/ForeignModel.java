package io.headscope.app;

import io.headscope.attention.Stack;
import io.headscope.attention.Token;
import io.headscope.attention.TokenSpan;
import io.headscope.attention.Trace;
import io.headscope.engine.foreign.ForeignNetwork;
import io.headscope.engine.foreign.ForeignRunner;
import io.headscope.input.EncodedText;
import io.headscope.input.ForeignInputs;
import io.headscope.input.MediumTensors;
import io.headscope.input.TextTokenizer;
import io.headscope.input.Vocabulary;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.ElementType;
import io.headscope.model.InputRole;
import io.headscope.model.InputTensor;
import io.headscope.model.Intake;
import io.headscope.model.ModelInput;
import io.headscope.model.Network;
import io.headscope.model.Proof;
import io.headscope.model.RunRequest;
import io.headscope.session.Entered;
import io.headscope.session.Example;
import io.headscope.task.Cancellation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A network of somebody else's, from an ONNX or a TorchScript file: opened, proved, and asked like any other model.
final class ForeignModel implements RunnableModel {

    private final Path path;
    private final ForeignRunner runner;
    private final ForeignNetwork network;
    private final ForeignInputs inputs;
    private final ForeignDescription description;
    private final @Nullable TextTokenizer tokenizer;

    private ForeignModel(
            Path path,
            ForeignRunner runner,
            ForeignNetwork network,
            ForeignInputs inputs,
            ForeignDescription description,
            @Nullable TextTokenizer tokenizer) {
        this.path = path;
        this.runner = runner;
        this.network = network;
        this.inputs = inputs;
        this.description = description;
        this.tokenizer = tokenizer;
    }

    /// @param path   what was opened
    /// @param folder where `config.json` and `tokenizer.json` are, if anywhere
    /// @param how    what is fed to inputs that nothing is known of, or who is asked
    /// @throws ProblemException if it does not run, has no attention, or has inputs that nothing is known of; then the
    ///                          runner is closed
    static ForeignModel open(
            Path path,
            Path folder,
            ForeignRunner runner,
            Models.How how,
            Cancellation cancellation) {
        TextTokenizer tokenizer = null;
        try {
            ForeignDescription description = ForeignDescription.of(path, folder, runner);
            tokenizer = TextTokenizer.isIn(folder) ? TextTokenizer.open(folder) : null;
            ForeignInputs inputs = new ForeignInputs(runner.inputs(), how.rules(), description.usual());
            List<Map<String, InputTensor>> probes = probes(inputs, how);
            Set<String> pictures = runner.inputs().keySet().stream()
                    .filter(name -> inputs.role(name) == InputRole.PIXELS)
                    .collect(Collectors.toSet());
            ForeignNetwork network = ForeignNetwork.open(
                    runner, probes, pictures, found -> description.network(found, inputs), cancellation);
            if (network.network().program().sites().isEmpty()) {
                throw description.noAttention();
            }
            return new ForeignModel(path, runner, network, inputs, description, tokenizer);
        } catch (RuntimeException | Error refused) {
            if (tokenizer != null) {
                tokenizer.close();
            }
            runner.close();
            throw refused;
        }
    }

    /// What is going to be run anyway, where nothing else could be made up.
    private static List<Map<String, InputTensor>> probes(ForeignInputs inputs, Models.How how) {
        if (how.sample().isEmpty() && !how.asking().wanted(inputs).isEmpty()) {
            how.asking().inputs(inputs);
        }
        if (inputs.unmapped().isEmpty()) {
            return inputs.probes();
        }
        return List.of(inputs.of(how.sample(), Stack.ENCODER, null).tensors());
    }

    @Override
    public String name() {
        Path name = path.toAbsolutePath().normalize().getFileName();
        return name == null ? path.toString() : name.toString();
    }

    @Override
    public Path folder() {
        return path;
    }

    @Override
    public Network network() {
        return network.network();
    }

    @Override
    public Proof proof() {
        return network.proof();
    }

    ForeignNetwork foreign() {
        return network;
    }

    ForeignInputs inputs() {
        return inputs;
    }

    @Override
    public SequencedSet<ElementType> storedAs() {
        SequencedSet<ElementType> types = new TreeSet<>();
        runner.weights().values().stream().filter(weight -> weight.rank() > 1).forEach(weight -> types.add(weight.type()));
        return types;
    }

    @Override
    public String device() {
        return runner.engine() + ", CPU";
    }

    @Override
    public @Nullable IntFunction<String> vocabulary() {
        return tokenizer == null ? null : tokenizer.vocabulary()::text;
    }

    private @Nullable Vocabulary pieces() {
        return tokenizer == null ? null : tokenizer.vocabulary();
    }

    @Override
    public ModelInput encode(Entered entered) {
        if (entered.pair() != null && !network().takesTwoTexts()) {
            throw new ProblemException(Problem.PAIR_NOT_TAKEN, folder());
        }
        MediumTensors medium = MediumTensors.of(network(), description.folder(), entered.medium());
        EncodedText text = network().takesText() ? encoded(entered.text(), entered.pair()) : null;
        EncodedText target = entered.target() == null ? null : encoded(entered.target(), null);
        return inputs.of(text, target, medium.tensors(), stack(), pieces()).of(medium.source(), medium.remarks());
    }

    private EncodedText encoded(String text, @Nullable String pair) {
        EncodedText encoded = tokenizer == null ? ids(text) : tokenizer.encode(text, pair);
        if (encoded.isEmpty()) {
            throw new ProblemException(Problem.TEXT_EMPTY);
        }
        int most = network().positions();
        if (most > 0 && encoded.tokens().size() > most) {
            throw new ProblemException(Problem.TEXT_TOO_LONG, encoded.tokens().size(), most);
        }
        return encoded;
    }

    /// Without a tokenizer, a text is the ids of its tokens.
    private EncodedText ids(String text) {
        List<Token> tokens = new ArrayList<>();
        int start = 0;
        for (String word : text.strip().split("[\\s,]+")) {
            if (!word.matches("\\d{1,9}")) {
                throw new ProblemException(Problem.TEXT_NOT_IDS, folder());
            }
            int id = Integer.parseInt(word);
            if (id >= description.vocabulary()) {
                throw new ProblemException(Problem.TOKEN_OUTSIDE_VOCABULARY, id, description.vocabulary());
            }
            start = text.indexOf(word, start);
            tokens.add(new Token(id, word, word, new TokenSpan(start, start + word.length()), Token.Role.TEXT));
            start += word.length();
        }
        return new EncodedText(tokens, tokens.stream().map(_ -> 0L).toList());
    }

    /// Something to begin with, where nobody can guess what to type.
    @Override
    public List<Example> examples() {
        String ids = inputs.named(InputRole.IDS, false);
        InputTensor probe = ids == null || tokenizer != null ? null : inputs.probes().getFirst().get(ids);
        return probe == null
                ? List.of()
                : List.of(new Example(
                        Entered.of(Arrays.stream(probe.values()).mapToObj(Long::toString).collect(Collectors.joining(" "))), Map.of()));
    }

    private Stack stack() {
        return network().intake(Intake.Text.class).map(Intake.Text::stack).orElse(Stack.ENCODER);
    }

    @Override
    public ModelInput raw(Map<String, InputTensor> given) {
        return inputs.of(given, stack(), pieces());
    }

    @Override
    public ModelInput smallestInput() {
        return inputs.of(new HashMap<>(inputs.probes().getFirst()), stack(), pieces());
    }

    /// Whatever it predicts, it is not asked to go on by itself.
    @Override
    public boolean writes() {
        return false;
    }

    @Override
    public Trace run(ModelInput input, RunRequest request, Cancellation cancellation) {
        return network.run(input, request, cancellation);
    }

    @Override
    public void close() {
        network.close();
        if (tokenizer != null) {
            tokenizer.close();
        }
    }
}
