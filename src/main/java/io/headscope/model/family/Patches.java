package io.headscope.model.family;

import io.headscope.attention.Layout;
import io.headscope.attention.Stack;
import io.headscope.message.Phrase;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.Dim;
import io.headscope.model.ElementType;
import io.headscope.model.Extent;
import io.headscope.model.Intake;
import io.headscope.model.ModelConfig;
import io.headscope.model.Op;
import io.headscope.model.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a picture is cut into patches: the size it was cut from in training, and the size that it has now.
///
/// @param trained pixels in training
/// @param now     pixels of the picture that the network is written for
/// @param patch   pixels of a patch
record Patches(int channels, Extent.Picture trained, Extent.Picture now, Extent.Picture patch) {

    static final String PIXELS = "pixel_values";

    /// @throws ProblemException if patches do not fill the picture
    static Patches of(ModelConfig config, Extent extent) {
        return of(config, extent, 16);
    }

    /// @param usual the side of a patch where the config does not say
    static Patches of(ModelConfig config, Extent extent, int usual) {
        Extent.Picture trained = config.picture("image_size", 224);
        Extent.Picture patch = config.picture("patch_size", usual);
        if (!fills(patch, trained)) {
            throw config.wrong("image_size", Phrase.of("reason.want-whole-patches", patch.height(), patch.width()));
        }
        Extent.Picture now = extent instanceof Extent.Picture picture ? picture : trained;
        if (!fills(patch, now)) {
            throw new ProblemException(
                    Problem.INPUT_WRONG,
                    PIXELS,
                    Phrase.of("reason.input-whole-patches", now.height(), now.width(), patch.height(), patch.width()));
        }
        return new Patches(config.count("num_channels", 3), trained, now, patch);
    }

    private static boolean fills(Extent.Picture patch, Extent.Picture picture) {
        return picture.height() % patch.height() == 0 && picture.width() % patch.width() == 0;
    }

    int rows() {
        return now.height() / patch.height();
    }

    int columns() {
        return now.width() / patch.width();
    }

    int trainedRows() {
        return trained.height() / patch.height();
    }

    int trainedColumns() {
        return trained.width() / patch.width();
    }

    int trainedCount() {
        return trainedRows() * trainedColumns();
    }

    /// Where they lie, behind the positions called `names`.
    Layout layout(String... names) {
        Layout.Patches grid = Layout.Patches.whole(rows(), columns());
        return names.length == 0 ? Layout.of(grid) : Layout.of(new Layout.Added(List.of(names)), grid);
    }

    Intake.Image intake(Stack stack, @Nullable String mask) {
        return new Intake.Image(stack, PIXELS, channels, now.height(), now.width(), mask, true);
    }

    /// The pixels, an input.                                        [batch, channels, height, width]
    Value pixels(Layers layers) {
        return layers.ops().input(
                PIXELS, ElementType.F32, Dim.BATCH, Dim.of(channels), Dim.of(now.height()), Dim.of(now.width()));
    }

    /// Every patch as a vector, row by row.
    ///
    /// @param name of the projection
    /// @param bias whether it has one
    /// @return     [batch, patches, width]
    Value embedded(Layers layers, String name, Value pixels, long width, boolean bias) {
        Value kernel = layers.ops().weight(
                name + ".weight", layers.init(), width, channels, patch.height(), patch.width());
        Value shift = bias ? layers.ops().weight(name + ".bias", io.headscope.model.Init.ZEROS, width) : null;
        Value grid = layers.ops().conv(
                pixels, kernel, shift, new Op.Conv(List.of(patch.height(), patch.width()), List.of(0, 0), 1));
        return sequence(layers, grid);
    }

    /// @param grid [batch, width, rows, columns]
    /// @return     [batch, rows · columns, width]
    static Value sequence(Layers layers, Value grid) {
        Value flat = layers.ops().reshape(
                grid, grid.dim(0), grid.dim(1), Dim.of(Math.multiplyExact(grid.length(2), grid.length(3))));
        return layers.ops().permute(flat, 0, 2, 1);
    }

    /// The learned places of all positions, interpolated where the picture is not as large as in training.
    ///
    /// @param table [1, added + patches in training, width]
    /// @return      [1, added + patches, width]
    Value places(Layers layers, Value table, int added) {
        return places(layers, table, added, Interpolation.BICUBIC);
    }

    Value places(Layers layers, Value table, int added, Interpolation interpolation) {
        if (now.equals(trained)) {
            return table;
        }
        Value grid = layers.ops().slice(table, 1, added, trainedCount());
        Value resized = interpolation.resize(
                layers.ops(), grid, trainedRows(), trainedColumns(), rows(), columns());
        return added == 0 ? resized : layers.ops().concat(1, layers.ops().slice(table, 1, 0, added), resized);
    }
}
