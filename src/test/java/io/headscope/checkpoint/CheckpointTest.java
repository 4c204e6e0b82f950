package io.headscope.checkpoint;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.attention.FloatTensor;
import io.headscope.message.ProblemException;
import io.headscope.model.ElementType;
import io.headscope.model.ModelConfig;
import io.headscope.model.Network;
import io.headscope.model.Program.DeclaredWeight;
import io.headscope.model.StoredTensor;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckpointTest {

    @TempDir
    Path folder;

    private Path weights;
    private Path config;

    @BeforeEach
    void copyACheckpoint() throws IOException {
        weights = folder.resolve("model.safetensors");
        config = folder.resolve("config.json");
        Files.copy(GoldenFolder.of("bert").folder().resolve("model.safetensors"), weights);
        Files.copy(GoldenFolder.of("bert").folder().resolve("config.json"), config);
    }

    private void edit(UnaryOperator<String> change) throws IOException {
        Files.writeString(config, change.apply(Files.readString(config)));
    }

    private String refusal() {
        return String.valueOf(assertThrows(ProblemException.class, this::openAndBind).getMessage());
    }

    private WeightCheck openAndBind() {
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            WeightCheck check = WeightCheck.of(checkpoint, GoldenFolder.network(checkpoint));
            check.require();
            check.requireFinite();
            return check;
        }
    }

    @Test
    void everyWeightIsFoundAndNoneIsLeft() {
        WeightCheck check = openAndBind();
        assertEquals(List.of(), check.missing());
        assertEquals(List.of(), check.unused());
        assertEquals(58, check.found().size());
    }

    @Test
    void aFolderThatIsNotThereIsRefused() {
        Path none = folder.resolve("none");
        assertEquals(
                none + " does not exist. Check the path.",
                assertThrows(ProblemException.class, () -> Checkpoint.open(none)).getMessage());
    }

    @Test
    void aFolderWithoutWeightsIsRefused() throws IOException {
        Files.delete(weights);
        assertEquals(
                folder + " has no model.safetensors. Choose the folder that holds config.json, model.safetensors and tokenizer.json.",
                refusal());
    }

    @Test
    void aTruncatedFileIsRefusedWithItsName() throws IOException {
        byte[] bytes = Files.readAllBytes(weights);
        Files.write(weights, java.util.Arrays.copyOf(bytes, bytes.length - 1000));
        assertEquals(
                "%s ends after %,d of %,d bytes. Download or copy it again.".formatted(weights, bytes.length - 1000, bytes.length),
                refusal());
    }

    @Test
    void anEmptyFileIsRefused() throws IOException {
        Files.write(weights, new byte[0]);
        assertEquals(weights + " ends after 0 of 8 bytes. Download or copy it again.", refusal());
    }

    @Test
    void aHeaderThatLiesAboutItsLengthIsRefused() throws IOException {
        byte[] bytes = Files.readAllBytes(weights);
        bytes[7] = 0x7f;
        Files.write(weights, bytes);
        assertEquals(
                weights + " is not a sound safetensors file: it says that its header has 9151314442816853304 bytes. Download or copy it again.",
                refusal().replaceAll("9151314442816\\d+", "9151314442816853304"));
    }

    @Test
    void tensorsThatShareBytesAreRefused() throws IOException {
        writeHeader("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}", 12);
        assertEquals(weights + " gives the same bytes to a and b. Save the checkpoint again.", refusal());
    }

    @Test
    void aHeaderThatLiesAboutSizesIsRefused() throws IOException {
        writeHeader("{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}", 8);
        assertEquals(
                weights + " is not a sound safetensors file: a of shape [3] needs 12 bytes, but is given 0 to 8. Download or copy it again.",
                refusal());
    }

    @Test
    void anUnknownTypeIsRefusedByName() throws IOException {
        writeHeader("{\"a\":{\"dtype\":\"F8_E4M3\",\"shape\":[8],\"data_offsets\":[0,8]}}", 8);
        assertEquals(weights + " keeps a as F8_E4M3, which Headscope cannot read. Save it as F32, F16 or BF16.", refusal());
    }

    @Test
    void aTensorOfAnotherShapeIsRefused() throws IOException {
        edit(json -> json.replace("\"intermediate_size\": 64", "\"intermediate_size\": 48"));
        String refusal = refusal();
        assertEquals(
                "bert.encoder.layer.L.X in " + weights.toRealPath() + " has shape S, but the network needs N. Check that config.json belongs to this checkpoint.",
                refusal.replaceAll("layer\\.\\d\\.[\\w.]+ in", "layer.L.X in").replaceAll("shape \\[[\\d, ]+]", "shape S").replaceAll("needs \\[[\\d, ]+]", "needs N"));
    }

    @Test
    void missingTensorsAreRefusedByName() throws IOException {
        edit(json -> json.replace("\"num_hidden_layers\": 3", "\"num_hidden_layers\": 4"));
        assertEquals(
                folder + " lacks 16 tensors, among them bert.encoder.layer.3.attention.self.query.weight. Check that config.json belongs to this checkpoint.",
                refusal());
    }

    @Test
    void aValueThatIsNoNumberIsRefused() throws IOException {
        byte[] bytes = Files.readAllBytes(weights);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(bytes.length - 4, Float.NaN);
        Files.write(weights, bytes);
        String last = "cls.predictions.transform.dense.weight";
        assertEquals(
                last + " in " + weights.toRealPath() + " holds values that are not numbers (NaN or infinite). Save the checkpoint again from a run that did not diverge.",
                refusal());
    }

    @Test
    void aMissingSettingIsRefusedByItsKey() throws IOException {
        edit(json -> json.replace("\"hidden_size\": 32,", ""));
        assertEquals(
                config + " lacks \"hidden_size\". Copy the config.json that belongs to this checkpoint.", refusal());
    }

    @Test
    void absurdSettingsAreRefused() throws IOException {
        String whole = "a whole number from 1 to 16777216";
        refusedSetting("\"hidden_size\": 32", "\"hidden_size\": -32", "hidden_size", "-32", whole);
        refusedSetting("\"hidden_size\": -32", "\"hidden_size\": 1e999999999", "hidden_size", "1e999999999", "a number");
        refusedSetting("\"hidden_size\": 1e999999999", "\"hidden_size\": 32.5", "hidden_size", "32.5", whole);
        refusedSetting("\"hidden_size\": 32.5", "\"hidden_size\": \"32\"", "hidden_size", "\"32\"", "a number");
        refusedSetting(
                "\"hidden_size\": \"32\"", "\"hidden_size\": 30", "num_attention_heads", "4", "a number that 30 can be divided by");
        refusedSetting("\"hidden_size\": 30", "\"hidden_size\": [32]", "hidden_size", "[32]", "a number");
    }

    private void refusedSetting(String old, String changed, String key, String value, String expected) throws IOException {
        edit(json -> json.replace(old, changed));
        assertEquals(
                "%s gives \"%s\" the value %s, but it should be %s. Correct it, or copy the config.json that belongs to this checkpoint."
                        .formatted(config, key, value, expected),
                refusal());
    }

    @Test
    void aConfigurationThatIsNotJsonIsRefused() throws IOException {
        Files.writeString(config, "{\"model_type\": \"bert\",\n  hidden_size: 3}");
        assertEquals(
                config + " is not valid JSON at line 2 column 4: a bracket, quote or comma is wrong or missing. Save or download it again.",
                refusal());
    }

    @Test
    void symbolicLinksAreFollowed(@TempDir Path elsewhere) throws IOException {
        Path blobs = Files.createDirectories(elsewhere.resolve("blobs"));
        Files.move(weights, blobs.resolve("aaaa"));
        Files.move(config, blobs.resolve("bbbb"));
        Files.createSymbolicLink(weights, blobs.resolve("aaaa"));
        Files.createSymbolicLink(config, blobs.resolve("bbbb"));
        assertEquals(List.of(), openAndBind().missing());
    }

    @Test
    void aLinkThatLeadsNowhereIsRefused() throws IOException {
        Files.delete(weights);
        Files.createSymbolicLink(weights, folder.resolve("gone"));
        assertEquals(weights + " does not exist. Check the path.", refusal());
    }

    @Test
    void weightsAreFoundUnderOlderAndShorterNames() throws IOException {
        try (Checkpoint checkpoint = GoldenFolder.of("bert").open()) {
            SequencedMap<String, SafetensorsWriter.Entry> renamed = new LinkedHashMap<>();
            checkpoint.tensors().forEach((name, tensor) -> renamed.put(
                    name.replaceFirst("^bert\\.", "").replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta"),
                    SafetensorsWriter.Entry.of(copy(tensor))));
            SafetensorsWriter.write(weights, renamed);
        }
        assertEquals(List.of(), openAndBind().missing());
    }

    @Test
    void aBaseModelLeavesTheHeadUnused() throws IOException {
        edit(json -> json.replace("BertForMaskedLM", "BertModel"));
        assertEquals(
                List.of(
                        "cls.predictions.bias",
                        "cls.predictions.transform.LayerNorm.bias",
                        "cls.predictions.transform.LayerNorm.weight",
                        "cls.predictions.transform.dense.bias",
                        "cls.predictions.transform.dense.weight"),
                openAndBind().unused().stream().map(StoredTensor::name).sorted().toList());
    }

    @Test
    void ofAnUnknownArchitectureAllButTheHeadIsThere() throws IOException {
        edit(json -> json.replace("BertForMaskedLM", "BertForPoetry"));
        WeightCheck check = openAndBind();
        assertAll(
                () -> assertEquals("BertModel", check.network().architecture()),
                () -> assertEquals(List.of(), check.missing()),
                () -> assertTrue(check.unused().stream().allMatch(tensor -> tensor.name().startsWith("cls."))));
    }

    @Test
    void anUnknownArchitectureOfAFamilyThatAlwaysHasAHeadIsRefused() {
        ModelConfig named = new ModelConfig(config, com.google.gson.JsonParser.parseString(
                "{\"model_type\": \"bilstm-attention\", \"architectures\": [\"BiLstmForPoetry\"]}").getAsJsonObject());
        ProblemException refused = assertThrows(
                ProblemException.class, () -> named.architecture("bilstm-attention", new io.headscope.model.family.BiLstm().architectures()));
        assertEquals(
                config + " names the architecture BiLstmForPoetry, which Headscope does not know for bilstm-attention. It knows: "
                        + "BiLstmForSequenceClassification. Choose a checkpoint of one of these.",
                refused.getMessage());
    }

    @Test
    void halfPrecisionIsConverted() {
        try (Checkpoint checkpoint = GoldenFolder.of("gpt2_f16").open();
                java.lang.foreign.Arena arena = java.lang.foreign.Arena.ofConfined()) {
            StoredTensor tensor = java.util.Objects.requireNonNull(checkpoint.tensors().get("transformer.ln_f.weight"));
            assertEquals(ElementType.F16, tensor.type());
            float[] converted = tensor.asF32(arena).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
            assertEquals(tensor.size(), converted.length);
            short first = tensor.data().get(ValueLayout.JAVA_SHORT_UNALIGNED, 0);
            assertEquals(Float.float16ToFloat(first), converted[0]);
        }
    }

    @Test
    void declaredWeightsAreCountedOnce() {
        try (Checkpoint checkpoint = GoldenFolder.of("gpt2").open()) {
            Network network = GoldenFolder.network(checkpoint);
            long inFile = checkpoint.tensors().values().stream().mapToLong(StoredTensor::size).sum();
            assertEquals(inFile, network.program().parameters());
            assertEquals(
                    network.program().weights().size(),
                    network.program().weights().stream().map(DeclaredWeight::name).distinct().count());
        }
    }

    private static FloatTensor copy(StoredTensor tensor) {
        float[] numbers = tensor.data().toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
        return FloatTensor.of(numbers, tensor.shape().stream().mapToLong(i -> i).toArray());
    }

    private void writeHeader(String header, int dataBytes) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(json.length).put(json);
        Files.write(weights, bytes.array());
    }
}
