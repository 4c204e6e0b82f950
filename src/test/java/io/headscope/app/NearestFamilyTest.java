package io.headscope.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonParser;
import io.headscope.model.ModelConfig;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Who has a checkpoint that does not open is told which family is most like it.
final class NearestFamilyTest {

    @ParameterizedTest
    @CsvSource({
        "mixtral, MixtralForCausalLM, mistral",
        "camembert, CamembertForMaskedLM, roberta",
        "llama4_text, Llama4ForCausalLM, llama",
        "gemma3_text, Gemma3ForCausalLM, gemma",
        "qwen2_moe, Qwen2MoeForCausalLM, qwen2",
        "qwen3_moe, Qwen3MoeForCausalLM, qwen3",
        "phimoe, PhimoeForCausalLM, phi3",
        "chinese_clip, ChineseCLIPModel, clip",
        "dinov3_vit, DINOv3ViTModel, dinov2_with_registers",
        "olmo2, Olmo2ForCausalLM, llama",
        "megatron-bert, MegatronBertModel, bert"
    })
    void isFoundByDescentThenByNameThenByPurpose(String type, String architecture, String nearest) {
        ModelConfig config = new ModelConfig(
                Path.of("config.json"),
                JsonParser.parseString("{\"architectures\": [\"" + architecture + "\"]}").getAsJsonObject());
        assertEquals(nearest, NearestFamily.of(type, config, Catalog.families()).id());
    }
}
