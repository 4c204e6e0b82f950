package io.headscope.engine.foreign;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.AttentionSite.Kind;
import io.headscope.attention.Claim;
import io.headscope.attention.FloatTensor;
import io.headscope.message.Phrase;
import io.headscope.message.ProblemException;
import io.headscope.model.InputRole;
import io.headscope.model.InputTensor;
import io.headscope.model.Proof;
import io.headscope.model.Value;
import io.headscope.task.Cancellation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Proves, on a short input, that what was found is attention and that letting it out changes nothing.
final class SelfCheck {

    /// How far from 1 a row may sum, in numbers that may come from F16.
    private static final double ROW = 5e-3;
    private static final double UNSEEN = 1e-4;

    private final ForeignRunner runner;
    private final List<AttentionSite> sites;
    private final Map<String, InputTensor> inputs;
    private final ForeignRun run;
    private final List<@Nullable Rule> rules;

    SelfCheck(
            ForeignRunner runner, List<AttentionSite> sites, List<@Nullable Rule> rules, Map<String, InputTensor> inputs, ForeignRun run) {
        this.runner = runner;
        this.sites = sites;
        this.rules = rules;
        this.inputs = inputs;
        this.run = run;
    }

    Proof prove(Cancellation cancellation) {
        List<Phrase> notes = new ArrayList<>();
        runner.closed().forEach(name -> notes.add(Phrase.of("reason.proof-closed", name)));
        notes.addAll(outputsCalledAttention());
        Set<Integer> unmasked = seeMasked(cancellation);
        List<Proof.Place> places = new ArrayList<>();
        for (int i = 0; i < sites.size(); i++) {
            Place place = run.places().get(i);
            Set<Claim> failed = EnumSet.noneOf(Claim.class);
            if (!rowsSumToOne(Objects.requireNonNull(place.weights()))) {
                failed.add(Claim.ROWS);
            }
            if (place.causal() && !SiteOrder.looksBackOnly(place) && place.weights().length(1) > 1) {
                failed.add(Claim.CAUSALITY);
            }
            if (unmasked.contains(i) && !place.causal() && !SiteOrder.looksBackOnly(place)) {
                failed.add(Claim.MASK);
            }
            Rule rule = rules.get(i);
            OptionalDouble distance = rule == null ? OptionalDouble.empty() : OptionalDouble.of(rule.distance());
            places.add(new Proof.Place(sites.get(i), place.name(), failed, distance));
        }
        double change = change(notes, cancellation);
        // Numbers that are none compare with nothing: they are too far as well.
        boolean apart = !(change <= Proof.ALLOWED_CHANGE);
        if (!apart) {
            runner.forgetPlain();
        }
        return new Proof(places, change, apart, notes);
    }

    private double change(List<Phrase> notes, Cancellation cancellation) {
        try (ForeignRun plain = runner.runPlain(inputs, cancellation)) {
            double most = 0;
            for (var output : plain.outputs().entrySet()) {
                FloatTensor with = run.outputs().get(output.getKey());
                most = Math.max(most, with == null ? Double.POSITIVE_INFINITY : difference(output.getValue(), with));
            }
            return most;
        } catch (ProblemException alone) {
            // It runs only as we have mended it: there is nothing to hold it against.
            notes.add(Phrase.of("reason.proof-mended"));
            return 0;
        }
    }

    /// Relative where numbers are large: logits of hundreds carry no five places.
    private static double difference(FloatTensor one, FloatTensor other) {
        if (!one.shape().equals(other.shape())) {
            return Double.POSITIVE_INFINITY;
        }
        double most = 0;
        for (long i = 0; i < one.size(); i++) {
            double a = one.at(i);
            double b = other.at(i);
            most = Math.max(most, Double.compare(a, b) == 0 ? 0 : Math.abs(a - b) / Math.max(1, Math.abs(a)));
        }
        return most;
    }

    static boolean rowsSumToOne(FloatTensor weights) {
        long width = weights.shape().getLast();
        for (long row = 0; row < weights.size() / Math.max(1, width); row++) {
            double sum = 0;
            for (long key = 0; key < width; key++) {
                float weight = weights.at(row * width + key);
                if (!(weight >= -ROW)) {
                    return false;
                }
                sum += weight;
            }
            if (!(Math.abs(sum - 1) < ROW || sum == 0)) {
                return false;
            }
        }
        return true;
    }

    /// The sites that attend to a last token that the mask takes away.
    private Set<Integer> seeMasked(Cancellation cancellation) {
        String mask = textMask(runner.inputs());
        if (mask == null) {
            return Set.of();
        }
        Map<String, InputTensor> masked = withoutLast(mask);
        if (masked == null) {
            return Set.of();
        }
        try (ForeignRun other = runner.run(masked, Set.of(), false, cancellation)) {
            Set<Integer> seeing = new java.util.HashSet<>();
            for (int i = 0; i < sites.size(); i++) {
                if (isOfText(run.places().get(i), i, mask) && seesLast(other.places().get(i).weights())) {
                    seeing.add(i);
                }
            }
            return seeing;
        }
    }

    /// Whether a site's keys are the tokens that the mask is of: as many, and computed from the ids beside it.
    private boolean isOfText(Place place, int site, String mask) {
        long length = Objects.requireNonNull(inputs.get(Objects.requireNonNull(mask))).shape()[1];
        boolean target = mask.startsWith("decoder") || sites.stream().noneMatch(one -> one.kind() == Kind.CROSS);
        Kind kind = sites.get(site).kind();
        boolean ofKeys = place.keyInputs().contains(mask)
                || place.keyInputs().stream().anyMatch(this::isIds)
                || place.keyInputs().stream().anyMatch(name -> name.contains("encoder_hidden"));
        boolean wanted = target || kind == Kind.CROSS || sites.get(site).stack() != io.headscope.attention.Stack.DECODER;
        return wanted && ofKeys && Objects.requireNonNull(place.weights()).length(2) == length;
    }

    private boolean isIds(String name) {
        Value value = runner.inputs().get(name);
        return value != null && InputRole.of(name, value) == InputRole.IDS;
    }

    /// The mask of what is read, where there is one.
    static @Nullable String textMask(SequencedMap<String, Value> inputs) {
        return inputs.entrySet().stream()
                .filter(input -> InputRole.of(input.getKey(), input.getValue()) == InputRole.MASK && !InputRole.isOfTarget(input.getKey()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    private @Nullable Map<String, InputTensor> withoutLast(String mask) {
        InputTensor all = Objects.requireNonNull(inputs.get(mask));
        if (!(all instanceof InputTensor.Whole(long[] values, long[] shape)) || shape.length != 2 || shape[1] < 3) {
            return null;
        }
        long[] fewer = values.clone();
        for (int row = 1; row <= shape[0]; row++) {
            fewer[(int) (row * shape[1] - 1)] = 0;
        }
        Map<String, InputTensor> masked = new HashMap<>(inputs);
        masked.put(mask, InputTensor.of(fewer, shape));
        return masked;
    }

    private static boolean seesLast(@Nullable FloatTensor weights) {
        if (weights == null) {
            return false;
        }
        int keys = weights.length(2);
        int queries = weights.length(1);
        for (long row = 0; row < weights.size() / keys; row++) {
            // The masked token's own row is nobody's concern.
            boolean own = queries == keys && row % queries == queries - 1;
            if (!own && weights.at(row * keys + keys - 1) > UNSEEN) {
                return true;
            }
        }
        return false;
    }

    /// Outputs that are called attention, and whose rows sum to something else: pieces of one, often.
    private List<Phrase> outputsCalledAttention() {
        List<Phrase> notes = new ArrayList<>();
        run.outputs().forEach((name, tensor) -> {
            boolean called = name.toLowerCase(java.util.Locale.ROOT).contains("attention") && !name.contains("mask");
            if (called && tensor.shape().size() >= 3 && tensor.size() > 0 && !rowsSumToOne(tensor)) {
                notes.add(Phrase.of("reason.proof-slice", name, Arrays.toString(tensor.shape().toArray())));
            }
        });
        return notes;
    }
}
