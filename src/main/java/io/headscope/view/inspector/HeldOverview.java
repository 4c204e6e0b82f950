package io.headscope.view.inspector;

import io.headscope.analysis.Reduction;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.Trace;
import io.headscope.task.Cancellation;
import io.headscope.view.inspector.Inspection.Overview;
import org.jspecify.annotations.Nullable;

/// The overview of the head looked at last: pointing at its cells, one after the other, reads it only once.
final class HeldOverview {

    private volatile @Nullable Held held;

    private record Held(Trace trace, HeadAddress head, Reduction leftOut, Overview overview) {
        boolean isOf(Trace otherTrace, HeadAddress otherHead, Reduction otherLeftOut) {
            return trace == otherTrace && head.equals(otherHead) && leftOut.equals(otherLeftOut);
        }
    }

    Overview of(Trace trace, HeadAddress head, Reduction leftOut, Cancellation cancellation) {
        Held known = held;
        if (known != null && known.isOf(trace, head, leftOut)) {
            return known.overview();
        }
        Overview overview = Overview.of(trace, head, leftOut, cancellation);
        held = new Held(trace, head, leftOut, overview);
        return overview;
    }

    /// Lets go of the trace.
    void forget() {
        held = null;
    }
}
