package io.headscope.diagram.mermaid;

import io.headscope.message.Phrase;

/// Why a text is no flowchart, on its way out of the reader.
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int origin;
    private final transient Phrase reason;

    /// @param origin an index into the text as it was written
    Refusal(int origin, Phrase reason) {
        super(null, null, false, false);
        this.origin = origin;
        this.reason = reason;
    }

    int origin() {
        return origin;
    }

    Phrase reason() {
        return reason;
    }
}
