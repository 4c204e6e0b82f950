package io.headscope.generation;

import io.headscope.analysis.Candidate;
import io.headscope.attention.AttentionMap;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.IndexRange;
import io.headscope.attention.Projections;
import io.headscope.attention.Stack;
import io.headscope.attention.Trace;
import io.headscope.model.Answer;
import io.headscope.model.Continuation;
import io.headscope.model.Derived;
import io.headscope.model.InputTensor;
import io.headscope.model.ModelInput;
import io.headscope.model.Network;
import io.headscope.model.OpenNetwork;
import io.headscope.model.Rotation;
import io.headscope.model.RunRequest;
import io.headscope.task.Cancellation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Writes texts with one network: the whole beginning runs once, then every new token alone, on the keys and values of
/// those before it. Where positions are turned by other factors from a length on, the text begins anew at that length: what
/// was kept until then was turned by the old ones.
public final class Writer implements AutoCloseable {

    /// How many candidates are told with every token.
    private static final int TOLD = 50;

    private static final String IDS = "input_ids";
    private static final String MASK = "attention_mask";
    private static final String POSITIONS = "position_ids";

    private final OpenNetwork network;
    private final Continuation continuation;
    private final OpenNetwork continued;
    private final String prefix;

    /// @param network      which writes; stays open
    /// @param continuation its own
    public Writer(OpenNetwork network, Continuation continuation) {
        this.network = network;
        this.continuation = continuation;
        this.continued = network.sharing(continuation.network());
        this.prefix = network.network().takesTarget() ? "decoder_" : "";
    }

    /// Writes on; where tokens are things of which each comes once, with none that was there before.
    ///
    /// @param beginning what there is already: a text, or what is read and the beginning of what is written
    /// @param told      is given every token as soon as it is written
    /// @return          the tokens written, the one that ends the text among them
    /// @throws java.util.concurrent.CancellationException if `cancellation` stopped it
    public List<WrittenToken> write(ModelInput beginning, Wish wanted, Consumer<WrittenToken> told, Cancellation cancellation) {
        Wish wish = network.network().answer() instanceof Answer.NextItem ? wanted.withoutRepeats() : wanted;
        Text text = new Text(beginning);
        Random random = new Random(wish.choice() instanceof Choice.Sample(double _, int _, long seed) ? seed : 0);
        List<WrittenToken> written = new ArrayList<>();
        Trace last = network.run(beginning, request(), cancellation);
        try {
            while (true) {
                WrittenToken next = token(last, text, wish, written.isEmpty(), random);
                written.add(next);
                told.accept(next);
                text.add(next.id());
                if (written.size() == wish.limit() || wish.ends().contains(next.id()) || text.isFull()) {
                    return written;
                }
                cancellation.check();
                Trace before = last;
                last = turnsOtherwise(text.length())
                        ? network.run(whole(beginning, written), request(), cancellation)
                        : continued.run(text.next(before), request(), cancellation);
                before.close();
            }
        } finally {
            last.close();
        }
    }

    /// Whether a text of that length is the first that is turned by other factors.
    private boolean turnsOtherwise(long length) {
        return network.network().program().derived().values().stream()
                .anyMatch(rule -> rule instanceof Derived.RotaryTable(String _, Rotation rotation)
                        && rotation.scaling() instanceof Rotation.Scaling.PerPair factors
                        && length == factors.positions() + 1);
    }

    private ModelInput whole(ModelInput beginning, List<WrittenToken> written) {
        return Written.of(network.network(), beginning, written, null).input();
    }

    private static RunRequest request() {
        return new RunRequest(java.util.Set.of("logits"), RunRequest.Keeping.KEPT);
    }

    private static WrittenToken token(Trace trace, Text text, Wish wish, boolean first, Random random) {
        FloatTensor logits = lastRow(trace.tensor("logits"));
        List<Candidate> candidates = candidates(logits, text, wish);
        int chosen = first && wish.first().isPresent() ? wish.first().getAsInt() : wish.choice().of(candidates, random);
        SequencedMap<AttentionSite, FloatTensor> rows = new LinkedHashMap<>();
        trace.sites().stream()
                .filter(site -> site.stack() == Stack.DECODER)
                .forEach(site -> rows.put(site, lastRow(trace.map(site))));
        return new WrittenToken(chosen, candidates.subList(0, Math.min(TOLD, candidates.size())), logits, rows);
    }

    private static List<Candidate> candidates(FloatTensor logits, Text text, Wish wish) {
        int most = wish.choice() instanceof Choice.Sample(double _, int top, long _) ? Math.max(top, TOLD) : TOLD;
        float[] scores = logits.toArray();
        Stream.concat(wish.never().stream(), wish.repeats() ? Stream.of() : text.ids.stream())
                .forEach(id -> scores[id] = Float.NEGATIVE_INFINITY);
        return Candidate.likeliest(FloatTensor.of(scores, scores.length), 0, most);
    }

    /// @param tensor [positions, width]
    /// @return       the last, copied                                  [width]
    private static FloatTensor lastRow(FloatTensor tensor) {
        float[] row = new float[tensor.length(-1)];
        tensor.copy(tensor.size() - row.length, row, 0, row.length);
        return FloatTensor.of(row, row.length);
    }

    /// What the last query attends to                                  [heads, keys]
    private static FloatTensor lastRow(AttentionMap map) {
        float[] rows = new float[map.heads() * map.keys()];
        float[] row = new float[map.keys()];
        IndexRange last = new IndexRange(map.queries() - 1, map.queries());
        for (int head = 0; head < map.heads(); head++) {
            map.read(head, last, IndexRange.upTo(map.keys()), row);
            System.arraycopy(row, 0, rows, head * row.length, row.length);
        }
        return FloatTensor.of(rows, map.heads(), map.keys());
    }

    /// The text so far, as ids, and the input of the next run.
    private final class Text {
        private final ModelInput beginning;
        private final List<Integer> ids = new ArrayList<>();
        private final List<Long> valid = new ArrayList<>();

        Text(ModelInput beginning) {
            this.beginning = beginning;
            for (long id : beginning.tensor(prefix + IDS).values()) {
                ids.add((int) id);
            }
            InputTensor mask = beginning.tensors().get(prefix + MASK);
            ids.forEach(_ -> valid.add(1L));
            for (int i = 0; mask != null && i < valid.size(); i++) {
                valid.set(i, mask.values()[i]);
            }
        }

        void add(int id) {
            ids.add(id);
            valid.add(1L);
        }

        /// Its tokens but padding.
        long length() {
            return valid.stream().filter(one -> one == 1).count();
        }

        /// Whether there is no position left for the last token.
        boolean isFull() {
            return ids.size() > network.network().positions();
        }

        /// The last token alone, with what was computed of those before it.
        ModelInput next(Trace before) {
            Map<String, InputTensor> tensors = new HashMap<>();
            Network own = continuation.network();
            long[] positions = own.counting().positions(numbers(ids.stream().map(Integer::longValue)), numbers(valid.stream()));
            Map<String, InputTensor> fresh = Map.of(
                    prefix + IDS, InputTensor.row(ids.getLast()),
                    prefix + MASK, InputTensor.row(1),
                    prefix + POSITIONS, InputTensor.row(positions[positions.length - 1]),
                    continuation.valid(), InputTensor.row(numbers(valid.stream())));
            tensors.putAll(beginning.tensors());
            tensors.putAll(fresh);
            continuation.places().forEach((name, _) -> tensors.put(name, InputTensor.row(places())));
            continuation.caches().forEach(cache -> {
                Projections kept = before.projections(cache.site());
                tensors.put(cache.keys(), new InputTensor.Held(kept.keys()));
                tensors.put(cache.values(), new InputTensor.Held(kept.values()));
            });
            own.program().derived().forEach((name, rule) -> tensors.put(name, rule.from(tensors)));
            return new ModelInput(tensors, beginning.tokens(), beginning.layouts());
        }

        /// 0 for the first token that is none of the padding, and on from there.
        private long[] places() {
            long[] places = new long[valid.size()];
            long next = 0;
            for (int i = 0; i < places.length; i++) {
                places[i] = valid.get(i) == 0 ? 0 : next++;
            }
            return places;
        }
    }

    private static long[] numbers(Stream<Long> numbers) {
        return numbers.mapToLong(Long::longValue).toArray();
    }

    @Override
    public void close() {
        continued.close();
    }
}
