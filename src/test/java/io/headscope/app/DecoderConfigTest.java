package io.headscope.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.headscope.file.JsonFile;
import io.headscope.input.ModelInputs;
import io.headscope.message.Messages;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.InputTensor;
import io.headscope.model.ModelConfig;
import io.headscope.model.ModelInput;
import io.headscope.model.Network;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the configs of decoders may say, and what follows from it for what goes in.
final class DecoderConfigTest {

    @ParameterizedTest
    @CsvSource({
        "gpt_neo, num_heads", "gptj, n_head", "gpt_neox, num_attention_heads", "gpt_bigcode, n_head", "llama, num_attention_heads",
        "mistral, num_attention_heads", "qwen2, num_attention_heads", "gemma, num_attention_heads",
        "gemma2, num_attention_heads", "phi, num_attention_heads", "phi3, num_attention_heads", "stablelm, num_attention_heads",
        "opt, num_attention_heads", "bloom, n_head", "falcon, num_attention_heads"
    })
    void headsThatDoNotDivideTheWidthAreRefusedByName(String folder, String key) {
        JsonObject json = config(folder);
        json.remove("head_dim");
        json.addProperty(key, 5);
        ProblemException refused = assertThrows(ProblemException.class, () -> network(json));
        assertEquals(Problem.CONFIG_VALUE, refused.problem());
        assertTrue(refused.sentence(Messages.ENGLISH).contains("\"" + key + "\" the value 5"), refused.sentence(Messages.ENGLISH));
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "mistral", "qwen2", "gemma", "gemma2", "phi", "phi3", "stablelm"})
    void keyHeadsThatDoNotDivideTheHeadsAreRefused(String folder) {
        JsonObject json = config(folder);
        json.addProperty("num_key_value_heads", 3);
        ProblemException refused = assertThrows(ProblemException.class, () -> network(json));
        assertTrue(refused.sentence(Messages.ENGLISH).contains("\"num_key_value_heads\" the value 3"), refused.sentence(Messages.ENGLISH));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[[[\"global\"], 3]]", "[[[\"sideways\"], 2]]", "\"global\"", "[[[], 2]]", "[[[{}], 2]]"})
    void gptNeosKindsOfAttentionMustBeOnesForEveryLayer(String kinds) {
        JsonObject json = config("gpt_neo");
        json.add("attention_types", JsonParser.parseString(kinds));
        assertEquals(Problem.CONFIG_VALUE, assertThrows(ProblemException.class, () -> network(json)).problem());
    }

    @ParameterizedTest
    @CsvSource({"llama, 1 1 0 1 2", "opt, 1 1 2 3 4", "bloom, 0 0 0 1 2", "gpt_neo, 1 1 0 1 2"})
    void paddingBeforeTheTextIsNotCounted(String folder, String positions) {
        Network network = network(config(folder));
        ModelInput input = ModelInputs.of(
                network,
                Map.of("input_ids", InputTensor.row(0, 0, 5, 6, 7), "attention_mask", InputTensor.row(0, 0, 1, 1, 1)),
                null);
        List<Long> numbers = Arrays.stream(input.tensor("position_ids").values()).boxed().toList();
        assertEquals(Arrays.stream(positions.split(" ")).map(Long::valueOf).toList(), numbers);
        network.program().derived().keySet().forEach(name -> assertEquals(5, input.tensor(name).shape()[1]));
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "gemma2", "gptj"})
    void anglesCannotBeGiven(String folder) {
        Network network = network(config(folder));
        ProblemException refused = assertThrows(
                ProblemException.class,
                () -> ModelInputs.of(
                        network,
                        Map.of("input_ids", InputTensor.row(1, 2), "rotary", InputTensor.of(new float[16], 1, 2, 8)),
                        null));
        assertEquals(
                "The input rotary cannot be used: the network takes attention_mask, input_ids, position_ids. Correct it and run"
                        + " again.",
                refused.sentence(Messages.ENGLISH).replace("input_ids, attention_mask, position_ids", "attention_mask, input_ids, position_ids"));
    }

    private static JsonObject config(String folder) {
        return JsonFile.read(Path.of("src/test/resources/golden", folder, "config.json"));
    }

    private static Network network(JsonObject json) {
        ModelConfig config = new ModelConfig(Path.of("config.json"), json);
        return Catalog.family(config).write(config);
    }
}
