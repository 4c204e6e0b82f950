package io.headscope.training;

import com.google.gson.JsonObject;
import io.headscope.attention.FloatTensor;
import io.headscope.model.Network;
import io.headscope.model.Trainer;
import io.headscope.model.Trainer.Batch;
import io.headscope.model.Trainer.Loss;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Something to be learned: a network, what it learns from, and how it is told whether it has learned it.
public interface Course {

    /// The sample model's name (`sentiment-encoder`).
    String name();

    /// What the folder's `config.json` is to say.
    JsonObject config();

    /// The network that [#config] describes, written by its family.
    Network network();

    /// How it is trained unless someone asks for another way; seed 1.
    Recipe usual();

    /// The steps that show every example once, about.
    int stepsAnEpoch();

    /// Weights that start otherwise than the network says, by name.
    default Map<String, FloatTensor> starts() {
        return Map.of();
    }

    /// What its training makes small.
    default Loss loss() {
        return Loss.CROSS_ENTROPY;
    }

    /// What to learn from at one step: of the step and the recipe alone, so that a training can be taken up anywhere.
    Batch batch(int step, Recipe recipe);

    /// How well the network does as it is now, on the part of the data that the best weights are chosen by
    /// ([io.headscope.training.data.Parts]). Courses that look only once, when all steps are taken, have no such part.
    default Score look(Trainer trainer) {
        return validate(trainer);
    }

    /// How well the network does on the data kept aside: asked once, with the best weights, when the training has ended.
    Score validate(Trainer trainer);

    /// What simple method the network has to beat, and how well that does on the same data; nothing where none is named.
    Baseline baseline();

    /// A method that anybody would try first.
    ///
    /// @param name  as it is called in logs (`naive-bayes`)
    /// @param value of the measure that [#validate] gives
    record Baseline(String name, double value) {}

    /// What the heads are watched on while they are trained; nothing where it is not said.
    default List<Watched> watched() {
        return List.of();
    }

    /// Writes what else belongs into the model's folder: tokenizer, labels.
    void writeBeside(Path folder) throws IOException;
}
