package io.headscope.model.family;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.AttentionSite.Kind;
import io.headscope.attention.Layout;
import io.headscope.attention.Layouts;
import io.headscope.attention.Stack;
import io.headscope.attention.Windows;
import io.headscope.model.Activation;
import io.headscope.model.Attention;
import io.headscope.model.Bias;
import io.headscope.model.Dim;
import io.headscope.model.Init;
import io.headscope.model.Mask;
import io.headscope.model.Ops;
import io.headscope.model.Value;
import java.util.Map;
import java.util.stream.IntStream;

/// The blocks of one stage of Swin, over one grid of positions.
///
/// @param first the number of its first block among those of all stages
/// @param axes  receives where the positions of every block lie
record SwinStage(
        Layers layers,
        int stage,
        int depth,
        int first,
        int heads,
        int rows,
        int columns,
        int window,
        double ratio,
        Activation activation,
        boolean bias,
        Map<AttentionSite, Layouts.Axes> axes) {

    /// What is added to the score of a pair that the roll brought together.
    private static final float APART = -100;

    private Ops ops() {
        return layers.ops();
    }

    /// @param hidden [batch, rows · columns, width]
    Value write(Value hidden) {
        Value before = hidden;
        for (int block = 0; block < depth; block++) {
            int at = block;
            Value given = before;
            before = ops().part("encoder.layers." + stage + ".blocks." + block, () -> block(at, given));
        }
        return before;
    }

    private Value block(int block, Value hidden) {
        String name = "swin.encoder.layers." + stage + ".blocks." + block;
        long width = hidden.length(-1);
        Value attended = ops().part("attention", () ->
                ops().add(hidden, attention(block, name + ".attention", layers.norm(name + ".layernorm_before", hidden))));
        return ops().part("mlp", () -> {
            Value normed = layers.norm(name + ".layernorm_after", attended);
            Value wide = ops().activate(activation, layers.dense(name + ".intermediate.dense", normed, (long) (width * ratio)));
            return ops().add(attended, layers.dense(name + ".output.dense", wide, width));
        });
    }

    /// The windows are heads of their own to the engines: window by window, and head by head within.
    private Value attention(int block, String name, Value hidden) {
        Windows windows = windows(block);
        AttentionSite site = new AttentionSite(Stack.ENCODER, Kind.SELF, first + block, heads);
        Layout places = Layout.of(new Layout.Patches(windows.rows(), windows.columns(), rows, columns));
        axes.put(site, new Layouts.Axes(places, places, windows));
        Value parted = parted(hidden, windows);
        long width = hidden.length(-1);
        int all = windows.count() * heads;
        Value mixed = ops().attention(
                site,
                heads(name + ".self.query", parted, windows),
                heads(name + ".self.key", parted, windows),
                heads(name + ".self.value", parted, windows),
                new Attention(1 / Math.sqrt(width / (double) heads), new Mask.None(), all, 0)
                        .with(new Bias.Dense(bias(name, windows))));
        return layers.dense(name + ".output.dense", joined(mixed, windows, width), width);
    }

    private Windows windows(int block) {
        boolean shifts = block % 2 == 1 && Math.min(rows, columns) > window;
        return new Windows(
                Math.ceilDiv(rows, window) * window, Math.ceilDiv(columns, window) * window, window, shifts ? window / 2 : 0);
    }

    /// The positions window by window; zeros where windows reach beyond the grid.
    ///
    /// @return [batch, windows · slots, width]
    private Value parted(Value hidden, Windows windows) {
        int[] order = IntStream.range(0, windows.count() * windows.slots())
                .map(i -> inGrid(windows, windows.position(i / windows.slots(), i % windows.slots())))
                .toArray();
        boolean filled = windows.rows() > rows || windows.columns() > columns;
        long width = hidden.length(-1);
        Value whole = filled ? ops().concat(1, hidden, ops().constant(new float[Math.toIntExact(width)], 1, 1, width)) : hidden;
        return ops().pick(whole, 1, order);
    }

    /// The position in the grid itself; behind its last for what lies beyond.
    private int inGrid(Windows windows, int position) {
        int row = position / windows.columns();
        int column = position % windows.columns();
        return row < rows && column < columns ? row * columns + column : rows * columns;
    }

    private Value heads(String name, Value parted, Windows windows) {
        long width = parted.length(-1);
        Value x = bias ? layers.dense(name, parted, width) : layers.product(name, parted, width);
        Value apart = ops().reshape(
                x, x.dim(0), Dim.of(windows.count()), Dim.of(windows.slots()), Dim.of(heads), Dim.of(width / heads));
        return ops().reshape(
                ops().permute(apart, 0, 1, 3, 2, 4),
                x.dim(0),
                Dim.of((long) windows.count() * heads),
                Dim.of(windows.slots()),
                Dim.of(width / heads));
    }

    private Value joined(Value mixed, Windows windows, long width) {
        Value apart = ops().reshape(
                mixed, mixed.dim(0), Dim.of(windows.count()), Dim.of(heads), Dim.of(windows.slots()), Dim.of(width / heads));
        Value parted = ops().reshape(
                ops().permute(apart, 0, 1, 3, 2, 4),
                mixed.dim(0),
                Dim.of((long) windows.count() * windows.slots()),
                Dim.of(width));
        int[] order = IntStream.range(0, rows * columns)
                .map(i -> i / columns * windows.columns() + i % columns)
                .map(position -> windows.window(position) * windows.slots() + windows.slot(position))
                .toArray();
        return ops().pick(parted, 1, order);
    }

    /// The learned table of how two slots lie to each other, and what keeps apart what the roll brought together.
    ///
    /// @return [1, windows · heads, slots, slots]
    private Value bias(String name, Windows windows) {
        int slots = windows.slots();
        int side = 2 * window - 1;
        Value table = ops().weight(name + ".self.relative_position_bias_table", Init.ZEROS, (long) side * side, heads);
        Bias.Table2d rule = new Bias.Table2d(table, window, window, false);
        int[] rows = IntStream.range(0, slots * slots).map(i -> rule.row(i / slots, i % slots)).toArray();
        Value pairs = ops().reshape(
                ops().permute(ops().pick(table, 0, rows), 1, 0), Dim.of(1), Dim.of(heads), Dim.of(slots), Dim.of(slots));
        int[] repeated = IntStream.range(0, windows.count() * heads).map(i -> i % heads).toArray();
        Value all = ops().pick(pairs, 1, repeated);
        if (windows.shift() == 0) {
            return all;
        }
        Value byWindow = ops().reshape(all, Dim.of(windows.count()), Dim.of(heads), Dim.of(slots), Dim.of(slots));
        Value kept = ops().add(byWindow, ops().constant(apart(windows), windows.count(), 1, slots, slots));
        return ops().reshape(kept, Dim.of(1), Dim.of((long) windows.count() * heads), Dim.of(slots), Dim.of(slots));
    }

    /// @return [windows, 1, slots, slots]
    private static float[] apart(Windows windows) {
        int slots = windows.slots();
        float[] apart = new float[windows.count() * slots * slots];
        for (int i = 0; i < apart.length; i++) {
            int at = i / (slots * slots);
            int query = windows.position(at, i / slots % slots);
            int key = windows.position(at, i % slots);
            apart[i] = region(windows, query) == region(windows, key) ? 0 : APART;
        }
        return apart;
    }

    /// Which of the nine regions of the rolled grid a position lies in: between them, nothing is attended to.
    private static int region(Windows windows, int position) {
        int row = Math.floorMod(position / windows.columns() - windows.shift(), windows.rows());
        int column = Math.floorMod(position % windows.columns() - windows.shift(), windows.columns());
        return 3 * part(row, windows.rows(), windows) + part(column, windows.columns(), windows);
    }

    private static int part(int at, int length, Windows windows) {
        return at < length - windows.size() ? 0 : at < length - windows.shift() ? 1 : 2;
    }

    /// Four neighbours as one, of twice the width.
    Value merged(Value hidden) {
        String name = "swin.encoder.layers." + stage + ".downsample";
        long width = hidden.length(-1);
        boolean odd = rows % 2 == 1 || columns % 2 == 1;
        Value whole = odd ? ops().concat(1, hidden, ops().constant(new float[Math.toIntExact(width)], 1, 1, width)) : hidden;
        Value four = ops().concat(
                2, every(whole, 0, 0), every(whole, 1, 0), every(whole, 0, 1), every(whole, 1, 1));
        return layers.product(name + ".reduction", layers.norm(name + ".norm", four), 2 * width);
    }

    /// Every other position of every other row.
    private Value every(Value whole, int row, int column) {
        int across = Math.ceilDiv(columns, 2);
        return ops().pick(whole, 1, IntStream.range(0, Math.ceilDiv(rows, 2) * across)
                .map(i -> {
                    int y = i / across * 2 + row;
                    int x = i % across * 2 + column;
                    return y < rows && x < columns ? y * columns + x : rows * columns;
                })
                .toArray());
    }
}
