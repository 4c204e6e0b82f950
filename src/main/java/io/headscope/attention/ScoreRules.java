package io.headscope.attention;

import org.jspecify.annotations.Nullable;

/// How the weights of one site come about beyond its queries and keys: `softmax(cap(scale · q · k) + bias)` over the keys
/// that a query may see.
///
/// @param windows how the site's grid is parted, or none; scoring and visibility are then those within windows
/// @param heads   of the site
public record ScoreRules(Scoring scoring, Visibility visibility, @Nullable Windows windows, int heads) {

    public ScoreRules(Scoring scoring, Visibility visibility, int heads) {
        this(scoring, visibility, null, heads);
    }

    public double scale() {
        return scoring.scale();
    }

    /// What scaled products are kept below; infinite if nothing.
    public double softCap() {
        return scoring.softCap();
    }

    /// Whether anything is added to scores.
    public boolean hasBias() {
        return !scoring.biases().isEmpty();
    }

    public boolean sees(int query, int key) {
        return windows == null
                ? visibility.sees(query, key)
                : windows.window(query) == windows.window(key) && visibility.sees(windows.slot(query), windows.slot(key));
    }

    /// Adds to the capped products of a query with every key what is added to them before the softmax; where the grid is
    /// parted, with every key of its window.
    ///
    /// @param row receives it                                             [keys]
    public void addBiases(int head, int query, float[] row) {
        if (windows == null) {
            scoring.biases().forEach(bias -> bias.add(head, query, 0, row.length, row));
            return;
        }
        int window = windows.window(query);
        float[] slots = new float[windows.slots()];
        scoring.biases().forEach(bias -> bias.add(window * heads + head, windows.slot(query), 0, slots.length, slots));
        for (int slot = 0; slot < slots.length; slot++) {
            row[windows.position(window, slot)] += slots[slot];
        }
    }
}
