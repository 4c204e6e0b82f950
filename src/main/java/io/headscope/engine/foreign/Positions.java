package io.headscope.engine.foreign;

import io.headscope.attention.Layout;
import io.headscope.model.InputTensor;
import io.headscope.model.ModelInput;
import java.util.List;
import java.util.Set;

/// What positions are that no tokenizer has named: patches where they fill a picture's grid, otherwise numbers.
final class Positions {

    /// Positions that networks put before the patches: a class token, and one more for distillation.
    private static final List<String> ADDED = List.of("[CLS]", "[DISTILL]");

    private Positions() {}

    static Layout of(int positions, Set<String> inputs, Set<String> pictures, ModelInput input) {
        for (String name : inputs) {
            InputTensor tensor = input.tensors().get(name);
            if (pictures.contains(name) && tensor != null && tensor.shape().length == 4) {
                return ofPicture(positions, tensor.shape()[2], tensor.shape()[3]);
            }
        }
        return numbered(positions);
    }

    private static Layout ofPicture(int positions, long height, long width) {
        for (int added = 0; added <= ADDED.size(); added++) {
            int patches = positions - added;
            int rows = (int) Math.round(Math.sqrt((double) patches * height / width));
            if (rows > 0 && patches % rows == 0 && height % rows == 0 && (patches / rows) * height == rows * width) {
                Layout.Patches grid = Layout.Patches.whole(rows, patches / rows);
                return added == 0 ? Layout.of(grid) : Layout.of(new Layout.Added(ADDED.subList(0, added)), grid);
            }
        }
        return numbered(positions);
    }

    private static Layout numbered(int positions) {
        return Layout.of(new Layout.Numbered(positions));
    }
}
