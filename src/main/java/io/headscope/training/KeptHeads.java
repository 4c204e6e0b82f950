package io.headscope.training;

import io.headscope.attention.AttentionMap;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.KeptMap;
import io.headscope.attention.Projections;
import io.headscope.attention.RecomputedMap;
import io.headscope.attention.Scoring;
import io.headscope.attention.Trace.SiteTrace;
import io.headscope.attention.Trace;
import io.headscope.attention.Visibility;
import io.headscope.checkpoint.SafetensorsFile;
import io.headscope.file.ReadableFile;
import io.headscope.message.Phrase;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.Network;
import io.headscope.model.StoredTensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;

/// What was kept of the heads of a model while it was trained: how they came about.
public final class KeptHeads {

    private final Network network;
    private final Path folder;
    private final List<WatchedInput> inputs;

    private KeptHeads(Network network, Path folder, List<WatchedInput> inputs) {
        this.network = network;
        this.folder = folder;
        this.inputs = inputs;
    }

    /// What lies in the folder of a model, if anything was kept.
    ///
    /// @param network the model's
    /// @throws ProblemException if it was, and cannot be read
    public static Optional<KeptHeads> of(Path model, Network network) {
        Path folder = HeadFiles.of(model);
        return HeadFiles.isIn(folder)
                ? Optional.of(new KeptHeads(network, folder, WatchedInput.of(HeadFiles.read(folder), network, folder)))
                : Optional.empty();
    }

    /// What is watched.
    public List<WatchedInput> inputs() {
        return inputs;
    }

    /// The times something was kept, in steps, first to last; more while the training goes on.
    public List<Integer> steps() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(HeadFiles::steps).flatMapToInt(steps -> steps.stream()).sorted().boxed().toList();
        } catch (IOException unread) {
            throw ReadableFile.failed(folder, unread);
        }
    }

    /// What the heads did with one of the inputs. Whoever asks closes it.
    ///
    /// @param steps one of [#steps]
    /// @param input its place among the [#inputs]
    /// @throws ProblemException if it cannot be read or is not of this network
    public Trace trace(int steps, int input) {
        Path file = folder.resolve(HeadFiles.step(steps));
        Arena memory = Arena.ofShared();
        try (Arena mapped = Arena.ofConfined()) {
            return new Reader(file, SafetensorsFile.map(file, mapped), memory).trace(inputs.get(input), input);
        } catch (RuntimeException | Error failed) {
            memory.close();
            throw failed;
        }
    }

    /// What every head did at that time, in numbers.
    public HeadScores scores(int steps) {
        List<HeadScores> scores = new ArrayList<>();
        for (int input = 0; input < inputs.size(); input++) {
            try (Trace trace = trace(steps, input)) {
                scores.add(HeadScores.of(inputs.get(input).watched(), trace));
            }
        }
        return HeadScores.mean(scores);
    }

    private final class Reader {

        private final Path file;
        private final Map<String, StoredTensor> stored;
        private final Arena memory;

        Reader(Path file, Map<String, StoredTensor> stored, Arena memory) {
            this.file = file;
            this.stored = stored;
            this.memory = memory;
        }

        Trace trace(WatchedInput watched, int input) {
            SequencedMap<AttentionSite, SiteTrace> sites = new LinkedHashMap<>();
            for (AttentionSite site : network.program().sites()) {
                String name = HeadFiles.site(input, site);
                Projections projections = new Projections(tensor(name + "queries"), tensor(name + "keys"), tensor(name + "values"));
                boolean recomputed = stored.containsKey(name + "scale");
                FloatTensor heads = recomputed ? projections.queries() : tensor(name + "weights");
                if (heads.shape().size() != 3 || heads.length(0) != site.heads()) {
                    throw notOfThis();
                }
                sites.put(site, new SiteTrace(recomputed ? recomputed(projections, tensor(name + "scale")) : map(heads), projections));
            }
            SequencedMap<String, FloatTensor> answers = new LinkedHashMap<>();
            network.answer().outputs().forEach(output -> answers.put(output, tensor(HeadFiles.answer(input) + output)));
            return new Trace(
                    watched.input().tokens(), watched.input().layouts(), watched.input().source(), sites, answers, memory);
        }

        private FloatTensor tensor(String name) {
            StoredTensor tensor = stored.get(name);
            if (tensor == null) {
                throw notOfThis();
            }
            return new FloatTensor(tensor.shape(), tensor.asF32(memory));
        }

        private ProblemException notOfThis() {
            return new ProblemException(Problem.DATA_BROKEN, file, Phrase.of("reason.heads-of-another"));
        }

        private static AttentionMap recomputed(Projections projections, FloatTensor scale) {
            Visibility all = new Visibility(projections.queries().length(1), projections.keys().length(1), false, null, null);
            return new RecomputedMap(projections, Scoring.scaled(scale.at(0)), all);
        }

        /// Rows of zeros attend to nothing; that was so when they were written.
        private KeptMap map(FloatTensor weights) {
            int queries = weights.length(1);
            int keys = weights.length(2);
            BitSet attending = new BitSet(queries);
            for (int query = 0; query < queries; query++) {
                for (int key = 0; key < keys; key++) {
                    if (weights.data().getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, (long) query * keys + key) > 0) {
                        attending.set(query);
                    }
                }
            }
            return new KeptMap(
                    weights.length(0), new Visibility(queries, keys, false, null, attending), weights.data());
        }
    }
}
