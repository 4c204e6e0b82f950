package io.headscope.model.family;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonParser;
import io.headscope.model.ModelConfig;
import io.headscope.model.Network;
import io.headscope.model.Program;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Training draws the weights of GPT-2 one after the other: their order is part of what a seed means.
final class Gpt2OrderTest {

    @Test
    void weightsAreDeclaredInTheOrderInWhichTheSampleModelDrewThem() {
        Network network = new Gpt2().write(new ModelConfig(Path.of("config.json"), JsonParser.parseString("""
                {"vocab_size": 8, "n_positions": 8, "n_embd": 4, "n_layer": 1, "n_head": 2}""").getAsJsonObject()));
        assertEquals(
                List.of(
                        "transformer.wpe.weight",
                        "transformer.wte.weight",
                        "transformer.h.0.ln_1.weight",
                        "transformer.h.0.ln_1.bias",
                        "transformer.h.0.attn.c_attn.weight",
                        "transformer.h.0.attn.c_attn.bias",
                        "transformer.h.0.attn.c_proj.weight",
                        "transformer.h.0.attn.c_proj.bias",
                        "transformer.h.0.ln_2.weight",
                        "transformer.h.0.ln_2.bias",
                        "transformer.h.0.mlp.c_fc.weight",
                        "transformer.h.0.mlp.c_fc.bias",
                        "transformer.h.0.mlp.c_proj.weight",
                        "transformer.h.0.mlp.c_proj.bias",
                        "transformer.ln_f.weight",
                        "transformer.ln_f.bias"),
                network.program().weights().stream().map(Program.DeclaredWeight::name).toList());
    }
}
