package io.headscope.app.bench;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.headscope.attention.FloatTensor;
import io.headscope.checkpoint.SafetensorsWriter;
import io.headscope.model.ElementType;
import io.headscope.model.Init;
import io.headscope.model.ModelConfig;
import io.headscope.model.ModelFamily;
import io.headscope.model.Program;
import io.headscope.model.Program.DeclaredWeight;
import io.headscope.model.family.Bert;
import io.headscope.model.family.Gpt2;
import io.headscope.model.family.Llama;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Sizes that people know, to measure with random weights.
public enum Preset {
    BERT_BASE("bert-base", new Bert(), """
            {"architectures": ["BertForMaskedLM"], "model_type": "bert", "vocab_size": 30522,
             "max_position_embeddings": 512, "hidden_size": 768, "num_hidden_layers": 12, "num_attention_heads": 12,
             "intermediate_size": 3072}
            """),
    GPT2_SMALL("gpt2-small", new Gpt2(), """
            {"architectures": ["GPT2LMHeadModel"], "model_type": "gpt2", "vocab_size": 50257, "n_positions": 1024,
             "n_embd": 768, "n_layer": 12, "n_head": 12}
            """),
    /// One layer over 4,096 positions: little to run, and the largest heads there are to draw.
    GPT2_LONG("gpt2-long", new Gpt2(), """
            {"architectures": ["GPT2LMHeadModel"], "model_type": "gpt2", "vocab_size": 512, "n_positions": 4096,
             "n_embd": 256, "n_layer": 1, "n_head": 4}
            """),
    /// A billion parameters, in BF16.
    LLAMA_1B("llama-1b", new Llama(), ElementType.BF16, """
            {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": 32000, "hidden_size": 2048,
             "intermediate_size": 8192, "num_hidden_layers": 16, "num_attention_heads": 32, "num_key_value_heads": 8,
             "max_position_embeddings": 4096, "rms_norm_eps": 1e-05, "tie_word_embeddings": true}
            """);

    private static final int CHUNK = 1 << 20;

    private final String id;
    private final ModelFamily family;
    private final ElementType type;
    private final String config;

    Preset(String id, ModelFamily family, String config) {
        this(id, family, ElementType.F32, config);
    }

    Preset(String id, ModelFamily family, ElementType type, String config) {
        this.id = id;
        this.family = family;
        this.type = type;
        this.config = config;
    }

    public String id() {
        return id;
    }

    public static Optional<Preset> named(String id) {
        return Arrays.stream(values()).filter(preset -> preset.id.equals(id)).findFirst();
    }

    /// Writes a checkpoint of this size with random weights.
    ///
    /// @throws IOException if it cannot be written
    public void write(Path folder) throws IOException {
        JsonObject json = JsonParser.parseString(config).getAsJsonObject();
        Program program = family.write(new ModelConfig(folder.resolve("config.json"), json)).program();
        SequencedMap<String, SafetensorsWriter.Entry> entries = new LinkedHashMap<>();
        for (DeclaredWeight weight : program.weights()) {
            entries.put(weight.name(), new SafetensorsWriter.Entry(weight.shape(), type, () -> random(weight)));
        }
        Files.writeString(folder.resolve("config.json"), config);
        SafetensorsWriter.write(folder.resolve("model.safetensors"), entries);
    }

    /// In stretches, so that no more than one is in memory.
    private static Stream<FloatTensor> random(DeclaredWeight weight) {
        SplittableRandom random = new SplittableRandom(weight.name().hashCode());
        long chunks = (weight.size() + CHUNK - 1) / CHUNK;
        return LongStream.range(0, chunks).mapToObj(chunk ->
                random(weight.init(), (int) Math.min(CHUNK, weight.size() - chunk * CHUNK), random));
    }

    private static FloatTensor random(Init init, int length, SplittableRandom random) {
        float[] numbers = new float[length];
        for (int i = 0; i < length; i++) {
            numbers[i] = switch (init) {
                // As wide as the normal distribution it stands for; only its spread matters here.
                case Init.Normal(double deviation) -> (float) ((random.nextDouble() - 0.5) * Math.sqrt(12) * deviation);
                case Init.Constant(double value) -> (float) value;
            };
        }
        return FloatTensor.of(numbers, length);
    }
}
