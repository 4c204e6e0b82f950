package io.headscope.session;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.Trace;
import io.headscope.lab.TakenHead;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.Attention;
import io.headscope.model.Network;
import io.headscope.model.Op;
import io.headscope.session.Selection.Cell;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Takes the head that is looked at into the lab: queries, keys and values of a few tokens.
public final class HeadTaking {

    /// More would not be followed by hand.
    private static final int MOST = 8;

    private HeadTaking() {}

    /// Takes the focused head, or the first where none is; the tokens around what is pinned, or the first ones.
    public static void take(ViewContext context) {
        Trace trace = context.trace().getValue();
        Network network = context.network().getValue();
        LabBench lab = context.lab();
        if (trace == null || network == null) {
            lab.report(new ProblemException(Problem.LAB_NO_HEAD));
        } else {
            take(lab, trace, network, head(trace, context.selection()), context.selection().lockedCell().get());
        }
        lab.show();
    }

    /// @param pinned the query and key that are wanted, or none
    public static void take(LabBench lab, Trace trace, Network network, HeadAddress head, @Nullable Cell pinned) {
        AttentionSite site = head.site();
        Integer query = pinned == null ? null : pinned.query();
        Integer key = pinned == null ? null : pinned.key();
        boolean self = site.kind() == AttentionSite.Kind.SELF;
        List<Integer> queries = positions(trace.map(site).queries(), query, self ? key : null);
        List<Integer> keys = self ? queries : positions(trace.map(site).keys(), key, null);
        Attention attention = attention(network, site);
        lab.take(TakenHead.of(trace, head, queries, keys), attention.scale(), attention.mask().isCausal());
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

    private static Attention attention(Network network, AttentionSite site) {
        return network.program().steps().stream()
                .flatMap(step -> step.attend().stream())
                .filter(attend -> attend.site().equals(site))
                .map(Op.Attend::attention)
                .findFirst()
                .orElseThrow(() -> new ProblemException(Problem.LAB_NO_HEAD));
    }
}
