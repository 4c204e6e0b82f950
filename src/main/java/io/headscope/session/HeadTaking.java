package io.headscope.session;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.Projections;
import io.headscope.attention.Trace;
import io.headscope.lab.TakenHead;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.Network;
import io.headscope.session.Selection.Cell;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Takes the head that is looked at into the lab: queries, keys and values of a few tokens.
public final class HeadTaking {

    /// More would not be followed by hand.
    private static final int MOST = 8;

    private HeadTaking() {}

    /// Takes the head that is in the lab once more, with other tokens; what chooses none of them leaves it as it is.
    ///
    /// @param queries the numbers of tokens, from 1: `1-4, 7`; as many as fit where it is blank
    /// @param keys    likewise; of a text that attends to itself, no matter
    public static void take(ViewContext context, String queries, String keys) {
        Trace trace = context.trace().getValue();
        Network network = context.network().getValue();
        LabBench lab = context.lab();
        TakenHead taken = lab.state().get().taken();
        if (trace == null || network == null || taken == null || !trace.sites().contains(taken.head().site())) {
            lab.report(new ProblemException(Problem.LAB_NO_HEAD));
            return;
        }
        try {
            HeadAddress head = taken.head();
            boolean self = attendsToItself(trace, head.site());
            int queryCount = trace.map(head.site()).queries();
            int keyCount = trace.map(head.site()).keys();
            List<Integer> asking = chosen(queries, queryCount);
            take(lab, trace, network, head, asking, self ? asking : chosen(keys, keyCount));
        } catch (ProblemException refused) {
            lab.report(refused);
        }
    }

    /// Whether queries and keys are the same positions; where there are fewer keys, they are others.
    public static boolean attendsToItself(Trace trace, AttentionSite site) {
        return site.kind() == AttentionSite.Kind.SELF && trace.map(site).queries() == trace.map(site).keys();
    }

    private static List<Integer> chosen(String text, int count) {
        List<Integer> chosen = TokenChoice.read(text, count, MOST);
        return chosen.isEmpty() ? positions(count, null, null) : chosen;
    }

    /// The positions that were taken, as one writes them.
    public static String written(List<Integer> positions) {
        return TokenChoice.written(positions);
    }

    /// Takes the focused head, or the first where none is; the tokens around what is pinned, or the first ones.
    public static void take(ViewContext context) {
        Trace trace = context.trace().getValue();
        Network network = context.network().getValue();
        LabBench lab = context.lab();
        if (trace == null || network == null) {
            lab.report(new ProblemException(Problem.LAB_NO_HEAD));
        } else {
            HeadAddress head = head(trace, context.selection());
            take(lab, trace, network, head, context.selection().lockedIn(head.site().section()));
        }
        lab.show();
    }

    /// @param pinned the query and key that are wanted, or none
    public static void take(LabBench lab, Trace trace, Network network, HeadAddress head, @Nullable Cell pinned) {
        AttentionSite site = head.site();
        Integer query = pinned == null ? null : pinned.query();
        Integer key = pinned == null ? null : pinned.key();
        boolean self = attendsToItself(trace, site);
        List<Integer> queries = positions(trace.map(site).queries(), query, self ? key : null);
        List<Integer> keys = self ? queries : positions(trace.map(site).keys(), key, null);
        take(lab, trace, network, head, queries, keys);
    }

    private static void take(
            LabBench lab, Trace trace, Network network, HeadAddress head, List<Integer> queries, List<Integer> keys) {
        try {
            lab.take(of(trace, network, head, queries, keys));
        } catch (ProblemException refused) {
            lab.report(refused);
        }
    }

    /// Given queries and keys of a head, with all that its model does between them.
    ///
    /// @param queries their positions, rising
    /// @param keys    likewise
    /// @throws ProblemException if the trace does not hold the head's queries, keys and values
    public static TakenHead of(Trace trace, Network network, HeadAddress head, List<Integer> queries, List<Integer> keys) {
        Projections projections = trace.projections(head.site());
        if (Stream.of(projections.queries(), projections.keys(), projections.values()).anyMatch(one -> one.length(2) == 0)) {
            throw new ProblemException(Problem.LAB_NO_PROJECTIONS, head.site().layer(), head.head());
        }
        return TakenHead.of(trace, head, queries, keys, HeadReading.of(trace, network, head, queries, keys));
    }

    private static HeadAddress head(Trace trace, Selection selection) {
        HeadAddress focused = selection.focusedHead().getValue();
        return focused != null && trace.sites().contains(focused.site()) ? focused : trace.sites().getFirst().head(0);
    }

    /// The wanted positions and those before them, until there are enough; the first ones where none is wanted.
    private static List<Integer> positions(int count, @Nullable Integer wanted, @Nullable Integer other) {
        TreeSet<Integer> chosen = new TreeSet<>();
        if (wanted != null) {
            chosen.add(wanted);
        }
        if (other != null) {
            chosen.add(other);
        }
        List<Integer> nearest = chosen.isEmpty()
                ? IntStream.range(0, count).boxed().toList()
                : IntStream.range(0, count)
                        .boxed()
                        .sorted(Comparator.comparingInt(at -> Math.abs(at - chosen.first())))
                        .toList();
        for (int at : nearest) {
            if (chosen.size() < MOST) {
                chosen.add(at);
            }
        }
        return List.copyOf(chosen);
    }
}
