package io.headscope.session;

import com.google.gson.JsonParser;
import io.headscope.analysis.Candidate;
import io.headscope.attention.ExampleTraces;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.Layouts;
import io.headscope.attention.Passed;
import io.headscope.attention.Stack;
import io.headscope.attention.Token;
import io.headscope.attention.TokenSpan;
import io.headscope.attention.Trace;
import io.headscope.generation.Wish;
import io.headscope.generation.Written;
import io.headscope.generation.WrittenToken;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.Answer;
import io.headscope.model.ElementType;
import io.headscope.model.InputTensor;
import io.headscope.model.ModelConfig;
import io.headscope.model.ModelFamily;
import io.headscope.model.ModelInput;
import io.headscope.model.Network;
import io.headscope.model.RunRequest;
import io.headscope.model.family.Bert;
import io.headscope.model.family.Gpt2;
import io.headscope.task.Cancellation;
import io.headscope.task.Progress;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Models without weights: a text is cut at its spaces, attention is [ExampleTraces]. The folder's name says which
/// model it is (`bert…` or `gpt2…`); `missing…` and `broken…` cannot be opened, `…-nan` cannot be run,
/// `…-large` does not fit in memory. What is opened and closed is counted.
public final class PretendModels implements ModelOpener {

    /// The pretended models know this many words.
    public static final int POSITIONS = 16;

    private static final String BERT = """
            {"model_type": "bert", "architectures": ["BertForMaskedLM"], "vocab_size": 60, "hidden_size": 12,
             "num_hidden_layers": 4, "num_attention_heads": 4, "intermediate_size": 24,
             "max_position_embeddings": 16, "type_vocab_size": 2}""";
    private static final String GPT2 = """
            {"model_type": "gpt2", "architectures": ["GPT2LMHeadModel"], "vocab_size": 60, "n_embd": 12, "n_layer": 3,
             "n_head": 4, "n_positions": 16}""";

    /// Every trace made and not yet closed, and closings that came twice.
    public int openTraces;
    public int tracesMade;
    public int doubleClosings;
    public int openModels;
    public final List<String> texts = new ArrayList<>();
    /// How many layers were asked for, at every opening.
    public final List<Integer> layers = new ArrayList<>();

    @Override
    public OpenModel open(Path folder, int most, Progress progress, Cancellation cancellation) {
        progress.report(1, 2);
        String name = folder.getFileName().toString();
        if (name.startsWith("missing")) {
            throw new ProblemException(Problem.FILE_MISSING, folder);
        }
        if (name.startsWith("broken")) {
            throw new IllegalStateException("nobody foresaw this");
        }
        openModels++;
        layers.add(most);
        return new PretendModel(folder, name.startsWith("bert") ? network(new Bert(), BERT) : network(new Gpt2(), GPT2));
    }

    @Override
    public Optional<LargeModel> forecast(Path folder, Cancellation cancellation) {
        return folder.getFileName().toString().endsWith("-large")
                ? Optional.of(new LargeModel(
                        folder, 6_738_415_616L, 13_476_831_232L, 26_953_662_464L, 1_011_122_176L, 9L << 30, true, 41.3,
                        32, 1_333_821_440L, 809_533_440L, 5L << 30))
                : Optional.empty();
    }

    private static Network network(ModelFamily family, String config) {
        return family.write(new ModelConfig(Path.of("config.json"), JsonParser.parseString(config).getAsJsonObject()));
    }

    private final class PretendModel implements OpenModel {

        private final Path folder;
        private final Network network;

        PretendModel(Path folder, Network network) {
            this.folder = folder;
            this.network = network;
        }

        @Override
        public String name() {
            return folder.getFileName().toString();
        }

        @Override
        public Path folder() {
            return folder;
        }

        @Override
        public Network network() {
            return network;
        }

        @Override
        public SequencedSet<ElementType> storedAs() {
            return new LinkedHashSet<>(List.of(ElementType.F32));
        }

        @Override
        public String device() {
            return "Pretence";
        }

        @Override
        public IntFunction<String> vocabulary() {
            return id -> "word" + id;
        }

        @Override
        public ModelInput encode(Entered entered) {
            String text = entered.text();
            String pair = entered.pair();
            texts.add(pair == null ? text : text + " | " + pair);
            List<Token> tokens = words(text, Token.Role.TEXT);
            if (text.contains("foreign")) {
                throw new ProblemException(Problem.TOKEN_OUTSIDE_VOCABULARY, 60, 60);
            }
            if (tokens.isEmpty()) {
                throw new ProblemException(Problem.TEXT_EMPTY);
            }
            if (pair != null) {
                tokens.add(new Token(2, "[SEP]", "[SEP]", null, Token.Role.SPECIAL));
                tokens.addAll(words(pair, Token.Role.PAIR));
            }
            if (tokens.size() > POSITIONS) {
                throw new ProblemException(Problem.TEXT_TOO_LONG, tokens.size(), POSITIONS);
            }
            InputTensor ids = InputTensor.row(tokens.stream().mapToLong(Token::id).toArray());
            return new ModelInput(Map.of("input_ids", ids), Map.of(Stack.ENCODER, tokens));
        }

        /// Writes "so it ends", or as much of it as is wished.
        @Override
        public Written write(ModelInput beginning, Wish wish, Consumer<WrittenToken> told, Cancellation cancellation) {
            List<Token> tokens = new ArrayList<>(beginning.tokens().values().iterator().next());
            List<WrittenToken> written = new ArrayList<>();
            for (Token word : words("so it ends", Token.Role.TEXT).subList(0, Math.min(3, wish.limit()))) {
                cancellation.check();
                WrittenToken token = new WrittenToken(
                        word.id(), List.of(new Candidate(word.id(), 0.5)), FloatTensor.of(new float[] {0}, 1), new LinkedHashMap<>());
                told.accept(token);
                written.add(token);
                tokens.add(new Token(word.id(), word.piece(), word.text(), null, Token.Role.TEXT));
            }
            return new Written(written, new ModelInput(beginning.tensors(), Map.of(Stack.ENCODER, tokens)));
        }

        @Override
        public String text(List<Integer> ids) {
            return ids.stream().map(id -> "word" + id).collect(Collectors.joining(" "));
        }

        @Override
        public ModelInput smallestInput() {
            List<Token> one = words("one", Token.Role.TEXT);
            return new ModelInput(Map.of("input_ids", InputTensor.row(one.getFirst().id())), Map.of(Stack.ENCODER, one));
        }

        @Override
        public Trace run(ModelInput input, RunRequest request, Cancellation cancellation) {
            cancellation.check();
            if (name().endsWith("-nan")) {
                throw new ProblemException(Problem.TENSOR_NOT_FINITE, "wte.weight", folder.resolve("model.safetensors"));
            }
            if (!texts.isEmpty() && texts.getLast().contains("crash")) {
                throw new IllegalStateException("the engine broke");
            }
            List<Token> tokens = input.tokens().values().iterator().next();
            int layers = network.program().sites().size();
            int heads = network.program().sites().getFirst().heads();
            boolean causal = network.answer() instanceof Answer.NextToken;
            Map<String, FloatTensor> tensors = Map.of("logits", logits(tokens));
            Map<String, Passed> passed = request.passed() ? Map.of("%1", new Passed(1, 2, 3)) : Map.of();
            return counted(ExampleTraces.trace(tokens, layers, heads, causal, tensors), input.tokens(), passed);
        }

        private FloatTensor logits(List<Token> tokens) {
            float[] logits = new float[tokens.size() * network.vocabulary()];
            for (int i = 0; i < logits.length; i++) {
                logits[i] = (float) (5 * Math.sin(i * 0.7 + tokens.size()));
            }
            return FloatTensor.of(logits, tokens.size(), network.vocabulary());
        }

        @Override
        public void close() {
            openModels--;
        }
    }

    private static List<Token> words(String text, Token.Role role) {
        List<Token> tokens = new ArrayList<>();
        Matcher words = Pattern.compile("\\S+").matcher(text);
        while (words.find()) {
            int id = Math.floorMod(words.group().hashCode(), 60);
            tokens.add(new Token(id, words.group(), words.group(), new TokenSpan(words.start(), words.end()), role));
        }
        return tokens;
    }

    private Trace counted(Trace made, Map<Stack, List<Token>> tokens, Map<String, Passed> passed) {
        SequencedMap<io.headscope.attention.AttentionSite, Trace.SiteTrace> sites = new LinkedHashMap<>();
        made.sites().forEach(site -> sites.put(site, new Trace.SiteTrace(made.map(site), made.projections(site))));
        openTraces++;
        tracesMade++;
        return new Trace(tokens, Layouts.TEXT, null, sites, made.tensors(), passed, new CountingArena());
    }

    private final class CountingArena implements Arena {

        private final Arena arena = Arena.ofShared();

        @Override
        public MemorySegment allocate(long bytes, long alignment) {
            return arena.allocate(bytes, alignment);
        }

        @Override
        public MemorySegment.Scope scope() {
            return arena.scope();
        }

        @Override
        public void close() {
            if (!arena.scope().isAlive()) {
                doubleClosings++;
                return;
            }
            arena.close();
            openTraces--;
        }
    }
}
