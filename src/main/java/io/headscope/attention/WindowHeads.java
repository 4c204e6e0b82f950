package io.headscope.attention;

/// A map whose heads are those of several windows, window by window: a network of somebody else's does not say where in the
/// picture each window lies.
///
/// @param parts   [windows · heads, slots, slots]
/// @param windows how many there are
public record WindowHeads(AttentionMap parts, int windows) implements AttentionMap {

    public WindowHeads {
        if (windows < 1 || parts.heads() % windows != 0) {
            throw new IllegalArgumentException(parts.heads() + " heads in " + windows + " windows");
        }
    }

    @Override
    public int heads() {
        return parts.heads();
    }

    @Override
    public int queries() {
        return parts.queries();
    }

    @Override
    public int keys() {
        return parts.keys();
    }

    @Override
    public boolean attends(int query) {
        return parts.attends(query);
    }

    @Override
    public void read(int head, IndexRange queries, IndexRange keys, float[] into) {
        parts.read(head, queries, keys, into);
    }
}
