package io.headscope.training;

import io.headscope.analysis.Alignment;
import io.headscope.analysis.AlignmentScore;
import io.headscope.analysis.HeadStatistics;
import io.headscope.analysis.HeadStatistics.Positions;
import io.headscope.analysis.InductionScore;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.Trace;
import io.headscope.task.Cancellation;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// How much every head does each of the things that heads are known to do, over all that is watched.
///
/// @param shares from 0 to 1; what a network has no heads for is left out
public record HeadScores(Map<Measure, SortedMap<HeadAddress, Double>> shares) {

    /// What is measured.
    public enum Measure {
        /// The weight on the token before ([Positions#previous]), over all that is watched but random tokens.
        PREVIOUS,
        /// The weight on the first token and the own ([Positions#firstOrOwn]), over the same.
        FIRST_OR_OWN,
        /// [InductionScore], over random tokens said twice.
        INDUCTION,
        /// [AlignmentScore] of cross-attention, against the words or times that are given or else along the diagonal.
        ALIGNMENT;

        /// The name in files and message keys: `first-or-own`.
        public String id() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public HeadScores {
        shares = Map.copyOf(shares);
    }

    /// The heads that a measure is of.
    public SortedMap<HeadAddress, Double> of(Measure measure) {
        return shares.getOrDefault(measure, new TreeMap<>());
    }

    /// The mean of some, head by head.
    static HeadScores mean(List<HeadScores> some) {
        Map<Measure, SortedMap<HeadAddress, Double>> means = new EnumMap<>(Measure.class);
        for (Measure measure : Measure.values()) {
            SortedMap<HeadAddress, Double> sums = new TreeMap<>();
            List<HeadScores> having = some.stream().filter(scores -> scores.shares.containsKey(measure)).toList();
            having.forEach(scores -> scores.of(measure).forEach((head, share) -> sums.merge(head, share / having.size(), Double::sum)));
            if (!sums.isEmpty()) {
                means.put(measure, sums);
            }
        }
        return new HeadScores(means);
    }

    /// Of one input alone.
    static HeadScores of(Watched watched, Trace trace) {
        Map<Measure, SortedMap<HeadAddress, Double>> shares = new EnumMap<>(Measure.class);
        for (AttentionSite site : trace.sites()) {
            for (HeadAddress head : IntStream.range(0, site.heads()).mapToObj(site::head).toList()) {
                switch (watched) {
                    case Watched.Repeated _ -> addInduction(shares, trace, head);
                    case Watched.Shown shown -> addPlaces(shares, shown, trace, head);
                }
            }
        }
        return new HeadScores(shares);
    }

    private static void addInduction(Map<Measure, SortedMap<HeadAddress, Double>> shares, Trace trace, HeadAddress head) {
        if (head.site().kind() == AttentionSite.Kind.SELF) {
            OptionalDouble score =
                    InductionScore.of(trace.map(head.site()), head.head(), trace.queries(head.site()), Cancellation.never());
            score.ifPresent(share -> put(shares, Measure.INDUCTION, head, share));
        }
    }

    private static void addPlaces(
            Map<Measure, SortedMap<HeadAddress, Double>> shares, Watched.Shown shown, Trace trace, HeadAddress head) {
        switch (head.site().kind()) {
            case SELF -> HeadStatistics.of(trace, head, Cancellation.never()).positions().ifPresent(positions -> {
                put(shares, Measure.PREVIOUS, head, positions.previous());
                put(shares, Measure.FIRST_OR_OWN, head, positions.firstOrOwn());
            });
            case CROSS -> AlignmentScore.of(
                            trace.map(head.site()), head.head(), alignment(shown, trace, head.site()), Cancellation.never())
                    .ifPresent(share -> put(shares, Measure.ALIGNMENT, head, share));
        }
    }

    private static Alignment alignment(Watched.Shown shown, Trace trace, AttentionSite site) {
        @Nullable String target = shown.target();
        if (target != null && !shown.times().isEmpty()) {
            return Alignment.ofTimes(trace.queries(site), target, trace.keyLayout(site), shown.times());
        }
        return shown.words().isEmpty() || target == null
                ? Alignment.diagonal(trace.queries(site), trace.keys(site))
                : Alignment.ofWords(trace.queries(site), target, trace.keys(site), shown.text(), shown.words());
    }

    private static void put(Map<Measure, SortedMap<HeadAddress, Double>> shares, Measure measure, HeadAddress head, double share) {
        Objects.requireNonNull(shares.computeIfAbsent(measure, _ -> new TreeMap<>())).put(head, share);
    }
}
