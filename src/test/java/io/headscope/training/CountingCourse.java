package io.headscope.training;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.headscope.model.InputTensor;
import io.headscope.model.ModelConfig;
import io.headscope.model.Network;
import io.headscope.model.Trainer;
import io.headscope.model.Trainer.Batch;
import io.headscope.model.family.Gpt2;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/// Counting to seven, again and again: easy to learn, impossible to guess.
public class CountingCourse implements Course {

    private static final int ROWS = 4;
    private static final int LENGTH = 12;

    @Override
    public String name() {
        return "counting";
    }

    @Override
    public JsonObject config() {
        return JsonParser.parseString("""
                {"model_type": "gpt2", "vocab_size": 8, "n_positions": 16, "n_embd": 16, "n_layer": 1, "n_head": 2}""")
                .getAsJsonObject();
    }

    @Override
    public Network network() {
        return new Gpt2().write(new ModelConfig(Path.of("config.json"), config()));
    }

    @Override
    public Recipe usual() {
        return new Recipe(60, 1e-2, 2, 4, 100, 0.1, 0, 1);
    }

    @Override
    public int stepsAnEpoch() {
        return 7;
    }

    @Override
    public Batch batch(int step, Recipe recipe) {
        Random random = new Random(recipe.seed() * 31L + step);
        return batch(IntStream.generate(() -> random.nextInt(7)).limit(ROWS).toArray());
    }

    private static Batch batch(int... starts) {
        int rows = starts.length;
        long[] inputs = new long[rows * LENGTH];
        long[] targets = new long[rows * LENGTH];
        long[] positions = new long[rows * LENGTH];
        long[] ones = new long[rows * LENGTH];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = 1 + (starts[i / LENGTH] + i % LENGTH) % 7;
            targets[i] = 1 + inputs[i] % 7;
            positions[i] = i % LENGTH;
            ones[i] = 1;
        }
        return new Batch(
                Map.of(
                        "input_ids", InputTensor.of(inputs, rows, LENGTH),
                        "attention_mask", InputTensor.of(ones, rows, LENGTH),
                        "position_ids", InputTensor.of(positions, rows, LENGTH)),
                InputTensor.of(targets, rows, LENGTH));
    }

    @Override
    public Score validate(Trainer trainer) {
        Batch batch = batch(0, 1, 2, 3, 4, 5, 6);
        var logits = trainer.logits(batch.inputs());
        int right = 0;
        for (int at = 0; at < batch.targets().values().length; at++) {
            int best = 0;
            for (int id = 1; id < 8; id++) {
                best = logits.at(at * 8L + id) > logits.at(at * 8L + best) ? id : best;
            }
            right += best == batch.targets().values()[at] ? 1 : 0;
        }
        return Score.share(trainer.loss(batch), "accuracy", right / (double) batch.targets().values().length);
    }

    @Override
    public Baseline baseline() {
        return new Baseline("guessing", 1 / 7.0);
    }

    @Override
    public List<Watched> watched() {
        return List.of(Watched.text("one two three four five six seven one"), new Watched.Repeated(4, 1));
    }

    @Override
    public void writeBeside(Path folder) throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), """
                {"version": "1.0", "truncation": null, "padding": null,
                 "added_tokens": [{"id": 0, "content": "<none>", "single_word": false, "lstrip": false, "rstrip": false,
                                   "normalized": false, "special": true}],
                 "normalizer": null, "pre_tokenizer": {"type": "Whitespace"}, "post_processor": null, "decoder": null,
                 "model": {"type": "WordLevel", "unk_token": "<none>",
                           "vocab": {"<none>": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}}}
                """);
    }
}
