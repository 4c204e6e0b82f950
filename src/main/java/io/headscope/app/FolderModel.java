package io.headscope.app;

import io.headscope.attention.FloatTensor;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.Projections;
import io.headscope.attention.Token;
import io.headscope.attention.Trace;
import io.headscope.checkpoint.Checkpoint;
import io.headscope.checkpoint.ModelFolder;
import io.headscope.checkpoint.WeightCheck;
import io.headscope.engine.PrefixReuse;
import io.headscope.file.JsonFile;
import io.headscope.generation.Habits;
import io.headscope.generation.Wish;
import io.headscope.generation.Writer;
import io.headscope.generation.Written;
import io.headscope.generation.WrittenToken;
import io.headscope.input.EncodedText;
import io.headscope.input.Medium;
import io.headscope.input.MediumTensors;
import io.headscope.input.ModelInputs;
import io.headscope.input.TextTokenizer;
import io.headscope.input.Vocabulary;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.Continuation;
import io.headscope.model.ElementType;
import io.headscope.model.Engine;
import io.headscope.model.Extent;
import io.headscope.model.HeadScales;
import io.headscope.model.InputTensor;
import io.headscope.model.ModelConfig;
import io.headscope.model.ModelFamily;
import io.headscope.model.ModelInput;
import io.headscope.model.Network;
import io.headscope.model.OpenNetwork;
import io.headscope.model.RunRequest;
import io.headscope.model.RunningCost;
import io.headscope.model.StoredTensor;
import io.headscope.session.Entered;
import io.headscope.session.Example;
import io.headscope.session.ModelOpener;
import io.headscope.task.Cancellation;
import io.headscope.task.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A checkpoint folder, ready to be asked: checkpoint, family, engine and tokenizer put together. The window and the
/// command line both open models here.
public final class FolderModel implements RunnableModel {

    /// As many as there are.
    public static final int ALL_LAYERS = ModelOpener.ALL_LAYERS;

    /// Weights, network, check, tokenizer.
    private static final int STAGES = 4;

    /// The largest table of embeddings that is read before the first run: a tenth of a second where it has to come from
    /// the disk.
    private static final long LOOKED_THROUGH = 128L << 20;

    private final Path folder;
    private final Checkpoint checkpoint;
    private final WeightCheck check;
    private final ModelFamily family;
    private final ModelConfig config;
    private final int layers;
    private final Engine engine;
    private final OpenNetwork network;
    private final String device;
    private final @Nullable TextTokenizer tokenizer;
    /// Read when first asked for: only the window asks, and not on its own thread.
    private @Nullable List<Example> examples;
    /// The network written for another size than the usual, the last that was asked for.
    private @Nullable Resized resized;

    private record Resized(Extent extent, OpenNetwork network) {}

    /// The network whose heads can be switched off, over the weights of the one that was asked for last.
    private @Nullable Switchable switchable;

    private record Switchable(OpenNetwork of, HeadScales scales, OpenNetwork network) {}

    private FolderModel(
            Path folder,
            Checkpoint checkpoint,
            WeightCheck check,
            ModelFamily family,
            ModelConfig config,
            int layers,
            Engine engine,
            OpenNetwork network,
            String device,
            @Nullable TextTokenizer tokenizer) {
        this.folder = folder;
        this.checkpoint = checkpoint;
        this.check = check;
        this.family = family;
        this.config = config;
        this.layers = layers;
        this.engine = engine;
        this.network = network;
        this.device = device;
        this.tokenizer = tokenizer;
    }

    /// Opens a folder. One without a tokenizer opens too: it takes token ids, but no text.
    ///
    /// @throws ProblemException if the folder cannot be used; then nothing stays open
    public static FolderModel open(Path folder, Engine engine) {
        return open(folder, engine, Progress.NONE, Cancellation.never());
    }

    /// The same, for those who wait: `cancellation` is looked at between its stages, which `progress` counts.
    ///
    /// @throws java.util.concurrent.CancellationException if `cancellation` stopped it; then nothing stays open
    public static FolderModel open(Path folder, Engine engine, Progress progress, Cancellation cancellation) {
        return open(folder, engine, ALL_LAYERS, progress, cancellation);
    }

    /// The same with the first layers of every stack alone; a part of a network has no answer.
    ///
    /// @param layers how many, from 1 up
    public static FolderModel open(
            Path folder, Engine engine, int layers, Progress progress, Cancellation cancellation) {
        cancellation.check();
        Checkpoint checkpoint = Checkpoint.open(folder);
        TextTokenizer tokenizer = null;
        try {
            passed(1, progress, cancellation);
            ModelFamily family = Catalog.family(checkpoint.config());
            ModelConfig config = layers == ALL_LAYERS ? checkpoint.config() : checkpoint.config().firstLayers(layers);
            Network network = shortened(family.write(config), layers);
            passed(2, progress, cancellation);
            WeightCheck check = WeightCheck.of(checkpoint, network).runnable();
            var weights = check.require();
            check.requireFiniteTables(LOOKED_THROUGH);
            passed(3, progress, cancellation);
            tokenizer = TextTokenizer.isIn(checkpoint.folder()) ? TextTokenizer.open(checkpoint.folder()) : null;
            requireFitting(tokenizer, check.network());
            passed(STAGES, progress, cancellation);
            return new FolderModel(
                    folder,
                    checkpoint,
                    check,
                    family,
                    config,
                    layers,
                    engine,
                    PrefixReuse.of(engine.open(check.network(), weights)),
                    engine.name() + ", CPU",
                    tokenizer);
        } catch (RuntimeException | Error refused) {
            if (tokenizer != null) {
                tokenizer.close();
            }
            checkpoint.close();
            throw refused;
        }
    }

    /// Tokens that were added to a tokenizer may stand beyond the network's: not every text has them.
    private static void requireFitting(@Nullable TextTokenizer tokenizer, Network network) {
        if (tokenizer != null && network.takesText()) {
            int largest = tokenizer.vocabulary().largestPiece();
            if (largest >= network.vocabulary()) {
                throw new ProblemException(Problem.TOKENIZER_TOO_LARGE, tokenizer.file(), largest + 1, network.vocabulary());
            }
        }
    }

    private static Network shortened(Network network, int layers) {
        return layers == ALL_LAYERS ? network : network.withoutAnswer();
    }

    /// What it costs in memory.
    public RunningCost cost() {
        return RunningCost.of(network().program(), check.found());
    }

    @Override
    public boolean runsByBlock() {
        return network.runsByBlock();
    }

    private static void passed(int stage, Progress progress, Cancellation cancellation) {
        progress.report(stage, STAGES);
        cancellation.check();
    }

    @Override
    public OptionalInt firstLayers() {
        return layers == ALL_LAYERS ? OptionalInt.empty() : OptionalInt.of(layers);
    }

    @Override
    public Optional<String> headLeftOut() {
        return config.namedArchitecture().filter(named -> !named.equals(network().architecture()));
    }

    @Override
    public String name() {
        return ModelFolder.name(folder);
    }

    @Override
    public synchronized List<Example> examples() {
        List<Example> known = examples == null ? ExamplesFile.read(checkpoint.folder()) : examples;
        examples = known;
        return known;
    }

    @Override
    public Path folder() {
        return folder;
    }

    @Override
    public Network network() {
        return network.network();
    }

    /// The network as it takes in a picture or a sound of the size of those among `given`.
    ///
    /// @throws ProblemException if they are too small for it
    public Network network(Map<String, InputTensor> given) {
        Extent extent = network().extent(given);
        return extent.equals(Extent.USUAL) ? network() : sized(extent).network();
    }

    private WeightCheck sized(Extent extent) {
        return WeightCheck.of(checkpoint, shortened(family.write(config, extent), layers)).runnable();
    }

    private synchronized OpenNetwork open(Extent extent) {
        if (extent.equals(Extent.USUAL)) {
            return network;
        }
        Resized open = resized;
        if (open == null || !open.extent().equals(extent)) {
            closeResized();
            WeightCheck other = sized(extent);
            open = new Resized(extent, PrefixReuse.of(engine.open(other.network(), other.require())));
            resized = open;
        }
        return open.network();
    }

    private synchronized Switchable switchable(OpenNetwork plain) {
        Switchable known = switchable;
        if (known != null && known.of() == plain) {
            return known;
        }
        closeSwitchable();
        HeadScales scales = HeadScales.of(plain.network());
        Switchable made = new Switchable(plain, scales, PrefixReuse.of(plain.sharing(scales.network())));
        switchable = made;
        return made;
    }

    private synchronized void closeSwitchable() {
        if (switchable != null) {
            switchable.network().close();
            switchable = null;
        }
    }

    private synchronized void closeResized() {
        closeSwitchable();
        if (resized != null) {
            resized.network().close();
            resized = null;
        }
    }

    /// What the checkpoint has of what the network needs.
    public WeightCheck check() {
        return check;
    }

    @Override
    public SequencedSet<ElementType> storedAs() {
        SequencedSet<ElementType> types = new TreeSet<>();
        check.found().values().stream().map(StoredTensor::type).forEach(types::add);
        return types;
    }

    @Override
    public String device() {
        return device;
    }

    /// The tokenizer, if the folder has one.
    public @Nullable TextTokenizer tokenizer() {
        return tokenizer;
    }

    @Override
    public @Nullable IntFunction<String> vocabulary() {
        Vocabulary names = written();
        return names == null ? null : names::text;
    }

    @Override
    public ModelInput encode(Entered entered) {
        refuseWhatIsNotTaken(entered);
        MediumTensors medium = MediumTensors.of(network(), checkpoint.folder(), entered.medium());
        EncodedText text = network().takesText() ? encoded(entered.text(), entered.pair()) : null;
        EncodedText target = entered.target() == null ? null : encodedTarget(entered.target());
        Vocabulary names = written();
        return ModelInputs.of(network(medium.tensors()), medium.tensors(), text, target, names)
                .of(medium.source(), medium.remarks());
    }

    /// Names what the network writes, or else reads.
    private @Nullable Vocabulary written() {
        return tokenizer == null ? null : network().takesTarget() ? tokenizer.targetVocabulary() : tokenizer.vocabulary();
    }

    private EncodedText encoded(String text, @Nullable String pair) {
        if (tokenizer == null) {
            throw new ProblemException(Problem.TOKENIZER_MISSING, folder());
        }
        return tokenizer.encode(text, pair);
    }

    private EncodedText encodedTarget(String target) {
        if (tokenizer == null) {
            throw new ProblemException(Problem.TOKENIZER_MISSING, folder());
        }
        return tokenizer.encodeTarget(target);
    }

    private void refuseWhatIsNotTaken(Entered entered) {
        if (!entered.text().isEmpty() && !network().takesText()) {
            throw new ProblemException(Problem.TEXT_NOT_TAKEN, folder());
        }
        if (entered.pair() != null && !network().takesTwoTexts()) {
            throw new ProblemException(Problem.PAIR_NOT_TAKEN, folder());
        }
        if (entered.target() != null && !network().takesTarget()) {
            throw new ProblemException(Problem.TARGET_NOT_TAKEN, folder());
        }
        switch (entered.medium()) {
            case Medium.Picture _ when !network().takesPicture() -> throw new ProblemException(Problem.IMAGE_NOT_TAKEN);
            case Medium.Sound _ when !network().takesSound() -> throw new ProblemException(Problem.SOUND_NOT_TAKEN);
            case Medium.Picture _ -> {}
            case Medium.Sound _ -> {}
            case null -> {}
        }
    }

    @Override
    public ModelInput raw(Map<String, InputTensor> given) {
        return ModelInputs.of(network(given), given, tokenizer == null ? null : tokenizer.vocabulary());
    }

    @Override
    public ModelInput smallestInput() {
        return ModelInputs.smallest(network());
    }

    @Override
    public Trace run(ModelInput input, RunRequest request, Cancellation cancellation) {
        return checked(open(network().extent(input.tensors())).run(input, request, cancellation));
    }

    private Trace checked(Trace trace) {
        try {
            requireFinite(trace);
            return trace;
        } catch (RuntimeException | Error failed) {
            trace.close();
            throw failed;
        }
    }

    @Override
    public boolean switchesHeads() {
        return true;
    }

    @Override
    public Trace run(ModelInput input, Set<HeadAddress> off, RunRequest request, Cancellation cancellation) {
        if (off.isEmpty()) {
            return run(input, request, cancellation);
        }
        Switchable open = switchable(open(network().extent(input.tensors())));
        return checked(open.network().run(open.scales().scaled(input, switchedOff(off)), request, cancellation));
    }

    private static Map<HeadAddress, Double> switchedOff(Set<HeadAddress> off) {
        return off.stream().collect(Collectors.toMap(head -> head, _ -> 0.0));
    }

    @Override
    public Habits habits() {
        Path further = checkpoint.folder().resolve("generation_config.json");
        return Habits.of(Files.exists(further)
                ? List.of(checkpoint.config(), new ModelConfig(further, JsonFile.read(further)))
                : List.of(checkpoint.config()));
    }

    @Override
    public Written write(ModelInput beginning, Wish wish, Consumer<WrittenToken> told, Cancellation cancellation) {
        return write(open(network().extent(beginning.tensors())), beginning, wish, told, cancellation);
    }

    @Override
    public Written write(
            ModelInput beginning, Set<HeadAddress> off, Wish wish, Consumer<WrittenToken> told, Cancellation cancellation) {
        if (off.isEmpty()) {
            return write(beginning, wish, told, cancellation);
        }
        Switchable open = switchable(open(network().extent(beginning.tensors())));
        return write(open.network(), open.scales().scaled(beginning, switchedOff(off)), wish, told, cancellation);
    }

    private Written write(
            OpenNetwork open, ModelInput beginning, Wish wish, Consumer<WrittenToken> told, Cancellation cancellation) {
        Continuation continuation = Continuation.of(open.network())
                .orElseThrow(() -> new ProblemException(Problem.WRITES_NO_TEXT, folder()));
        try (Writer writer = new Writer(open, continuation)) {
            return Written.of(
                    open.network(),
                    beginning,
                    writer.write(beginning, wish, told, cancellation),
                    written());
        }
    }

    @Override
    public List<Token> cut(String text) {
        return encoded(text, null).tokens();
    }

    @Override
    public String text(List<Integer> ids) {
        return tokenizer == null
                ? ids.stream().map(String::valueOf).collect(Collectors.joining(" "))
                : tokenizer.targetVocabulary().text(ids);
    }

    /// Weights that are no numbers show in what every run makes of them; only then is the file searched for them.
    private void requireFinite(Trace trace) {
        boolean finite = trace.sites().stream().map(trace::projections).allMatch(FolderModel::isFinite)
                && trace.tensors().values().stream().allMatch(FloatTensor::isFinite);
        if (!finite) {
            check.requireFinite();
            throw new ProblemException(Problem.RESULT_NOT_FINITE, folder());
        }
    }

    private static boolean isFinite(Projections projections) {
        return projections.queries().isFinite() && projections.keys().isFinite() && projections.values().isFinite();
    }

    @Override
    public void close() {
        closeResized();
        network.close();
        checkpoint.close();
        if (tokenizer != null) {
            tokenizer.close();
        }
    }
}
