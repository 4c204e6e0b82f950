package io.headscope.view;

import io.headscope.attention.Claim;
import io.headscope.message.Messages;
import java.util.Collection;
import java.util.stream.Collectors;

/// What claims are called that attention does not hold.
public final class ClaimName {

    /// Beside the number of what fails one.
    public static final String SIGN = "!";

    private ClaimName() {}

    /// `rows do not sum to 1, attends to what is masked`.
    public static String of(Collection<Claim> failed, Messages messages) {
        return failed.stream().sorted().map(claim -> messages.text(key(claim))).collect(Collectors.joining(", "));
    }

    private static String key(Claim claim) {
        return switch (claim) {
            case ROWS -> "view.claim.rows";
            case CAUSALITY -> "view.claim.causality";
            case MASK -> "view.claim.mask";
        };
    }

    /// `! Not proved when the model was opened: rows do not sum to 1.`
    public static String sentence(Collection<Claim> failed, Messages messages) {
        return SIGN + " " + messages.format("view.claim.failed", of(failed, messages));
    }
}
