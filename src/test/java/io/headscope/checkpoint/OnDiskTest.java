package io.headscope.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.headscope.attention.FloatTensor;
import io.headscope.message.ProblemException;
import io.headscope.model.ElementType;
import io.headscope.model.Program.DeclaredWeight;
import io.headscope.model.StoredTensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Checkpoints as they lie on people's disks: whatever their form, the same weights are found.
final class OnDiskTest {

    private static final Path BERT = GoldenFolder.of("bert").folder();
    private static final Path GPT2 = GoldenFolder.of("gpt2").folder();
    private static final Path PYTORCH = Path.of("src/test/resources/pytorch");

    @TempDir
    Path folder = Path.of("set by JUnit");

    private SequencedMap<String, FloatTensor> bert = new LinkedHashMap<>();

    @BeforeEach
    void copyTheConfiguration() throws IOException {
        Files.copy(BERT.resolve("config.json"), folder.resolve("config.json"));
        bert = Saved.tensors(BERT);
    }

    /// All weights that BERT declares, as F32.
    private static Map<String, float[]> weights(Path folder) {
        Map<String, float[]> numbers = new TreeMap<>();
        try (Checkpoint checkpoint = Checkpoint.open(folder);
                Arena arena = Arena.ofConfined()) {
            WeightCheck check = WeightCheck.of(checkpoint, GoldenFolder.network(checkpoint));
            check.require();
            check.requireFinite();
            assertEquals(List.of(), check.unused().stream().map(StoredTensor::name).toList());
            check.found().forEach((weight, tensor) ->
                    numbers.put(weight.name(), tensor.asF32(arena).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED)));
        }
        return numbers;
    }

    private void assertSameAsBert() {
        assertSame(weights(BERT), weights(folder));
    }

    private static void assertSame(Map<String, float[]> expected, Map<String, float[]> actual) {
        assertEquals(expected.keySet(), actual.keySet());
        expected.forEach((name, numbers) -> assertArrayEquals(numbers, actual.get(name), name));
    }

    private String refusal() {
        return String.valueOf(assertThrows(ProblemException.class, () -> weights(folder)).getMessage());
    }

    private SequencedMap<String, FloatTensor> renamed(UnaryOperator<String> change) {
        SequencedMap<String, FloatTensor> renamed = new LinkedHashMap<>();
        bert.forEach((name, tensor) -> renamed.put(change.apply(name), tensor));
        return renamed;
    }

    @Test
    void aZippedStateDictionaryOfPytorch() throws IOException {
        Files.copy(PYTORCH.resolve("state-dict.zip.bin"), folder.resolve("pytorch_model.bin"));
        assertSameAsBert();
    }

    @Test
    void aStateDictionaryFromBeforePytorch16() throws IOException {
        Files.copy(PYTORCH.resolve("state-dict.legacy.bin"), folder.resolve("pytorch_model.bin"));
        assertSameAsBert();
    }

    @Test
    void shardsOfSafetensors() throws IOException {
        Saved.shards(folder, ElementType.F32, bert);
        assertSameAsBert();
    }

    @Test
    void shardsOfPytorch() throws IOException {
        Files.copy(PYTORCH.resolve("state-dict.zip.bin"), folder.resolve("pytorch_model-00001-of-00002.bin"));
        Files.copy(PYTORCH.resolve("state-dict.legacy.bin"), folder.resolve("pytorch_model-00002-of-00002.bin"));
        Files.writeString(folder.resolve("pytorch_model.bin.index.json"), """
                {"weight_map": {"bert.embeddings.word_embeddings.weight": "pytorch_model-00001-of-00002.bin",
                                "cls.predictions.bias": "pytorch_model-00002-of-00002.bin"}}""");
        assertSameAsBert();
    }

    @Test
    void aShardThatIsNotThereIsRefusedByName() throws IOException {
        Saved.shards(folder, ElementType.F32, bert);
        Files.delete(folder.resolve("model-00002-of-00002.safetensors"));
        assertEquals(
                folder + " has no model-00002-of-00002.safetensors, which model.safetensors.index.json names. "
                        + "Download or copy the file into the folder.",
                refusal());
    }

    @Test
    void anIndexThatLeadsOutOfTheFolderIsRefused() throws IOException {
        Path index = folder.resolve("model.safetensors.index.json");
        Files.writeString(index, "{\"weight_map\": {\"a\": \"../model.safetensors\"}}");
        assertEquals(
                index + " is not a sound index of weights: it names \"../model.safetensors\", which is not a file of weights beside it. "
                        + "Download or copy it again.",
                refusal());
        Files.writeString(index, "{\"metadata\": {}}");
        assertEquals(index + " is not a sound index of weights: it has no \"weight_map\". Download or copy it again.", refusal());
    }

    @Test
    void weightsOfAnotherFrameworkAreNamed() throws IOException {
        Files.writeString(folder.resolve("tf_model.h5"), "");
        assertEquals(
                folder + " keeps its weights in tf_model.h5, which Headscope cannot read. Save the model again with PyTorch, as model.safetensors.",
                refusal());
    }

    /// As Hugging Face's downloads leave it: links into `blobs`, two snapshots, and a reference to the earlier one.
    @Test
    void aFolderOfHuggingFacesCache(@TempDir Path hub) throws IOException {
        Path cache = hub.resolve("models--google-bert--bert-tiny");
        Path blobs = Files.createDirectories(cache.resolve("blobs"));
        Path snapshot = Files.createDirectories(cache.resolve("snapshots/1111"));
        Files.createDirectories(cache.resolve("snapshots/2222"));
        for (String name : List.of("config.json", "model.safetensors")) {
            Files.copy(BERT.resolve(name), blobs.resolve("blob-of-" + name));
            Files.createSymbolicLink(snapshot.resolve(name), Path.of("../../blobs/blob-of-" + name));
        }
        Path refs = Files.createDirectories(cache.resolve("refs"));
        Files.writeString(refs.resolve("main"), "1111");
        assertSame(weights(BERT), weights(cache));
        assertEquals("google-bert/bert-tiny", ModelFolder.name(cache));
        try (Checkpoint checkpoint = Checkpoint.open(cache)) {
            assertEquals(snapshot, checkpoint.folder());
        }
    }

    @Test
    void aCacheWithoutAReferenceOpensTheLastSnapshot(@TempDir Path hub) throws IOException {
        Path cache = hub.resolve("models--bert");
        Path snapshot = Files.createDirectories(cache.resolve("snapshots/1111"));
        for (String name : List.of("config.json", "model.safetensors")) {
            Files.copy(BERT.resolve(name), snapshot.resolve(name));
        }
        Path refs = Files.createDirectories(cache.resolve("refs"));
        for (String reference : List.of("gone", "../../elsewhere", "", "\0")) {
            Files.writeString(refs.resolve("main"), reference);
            if (reference.equals("\0")) {
                assertThrows(ProblemException.class, () -> weights(cache));
            } else {
                assertSame(weights(BERT), weights(cache));
            }
        }
    }

    @Test
    void aCacheWithoutASnapshotIsRefused(@TempDir Path hub) throws IOException {
        Files.createDirectories(hub.resolve("snapshots"));
        ProblemException refused = assertThrows(ProblemException.class, () -> Checkpoint.open(hub));
        assertEquals(hub + " is a folder of the Hugging Face cache without a snapshot. Download the model again.", refused.getMessage());
    }

    @Test
    void namesFromBefore2019() throws IOException {
        Saved.write(folder.resolve("model.safetensors"), ElementType.F32, renamed(name ->
                name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta")));
        assertSameAsBert();
    }

    @Test
    void aBaseModelSavedAlone() throws IOException {
        Saved.write(folder.resolve("model.safetensors"), ElementType.F32, renamed(name -> name.replaceFirst("^bert\\.", "")));
        assertSameAsBert();
    }

    @Test
    void aNetworkThatWasSavedWithinAnother() throws IOException {
        for (String wrapping : List.of("module.", "_orig_mod.", "model.text_encoder.")) {
            Saved.write(folder.resolve("model.safetensors"), ElementType.F32, renamed(wrapping::concat));
            assertSameAsBert();
            Saved.write(folder.resolve("model.safetensors"), ElementType.F32, renamed(name -> wrapping + name.replaceFirst("^bert\\.", "")));
            assertSameAsBert();
        }
    }

    @Test
    void ofTwoNetworksInOneFileNoneIsGuessed() throws IOException {
        SequencedMap<String, FloatTensor> both = renamed("question_encoder."::concat);
        both.putAll(renamed("context_encoder."::concat));
        Saved.write(folder.resolve("model.safetensors"), ElementType.F32, both);
        assertEquals(
                folder + " lacks 57 tensors, among them bert.embeddings.token_type_embeddings.weight. "
                        + "Check that config.json belongs to this checkpoint.",
                refusal());
    }

    @Test
    void masksPositionsAndTiedHeadsAreIgnored() throws IOException {
        bert.put("bert.embeddings.position_ids", FloatTensor.of(new float[4], 1, 4));
        bert.put("bert.encoder.layer.0.attn.masked_bias", FloatTensor.of(new float[1]));
        bert.put("bert.encoder.layer.0.attn.bias", FloatTensor.of(new float[16], 1, 1, 4, 4));
        bert.put("bert.encoder.layer.0.rotary_emb.inv_freq", FloatTensor.of(new float[4], 4));
        bert.put("cls.predictions.decoder.weight", FloatTensor.of(new float[200 * 32], 200, 32));
        Saved.write(folder.resolve("model.safetensors"), ElementType.F32, bert);
        assertSameAsBert();
    }

    @Test
    void brainFloatsAreTheUpperHalves() throws IOException {
        Saved.write(folder.resolve("model.safetensors"), ElementType.BF16, bert);
        Map<String, float[]> expected = weights(BERT);
        expected.values().forEach(numbers -> {
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = Float.intBitsToFloat(Float.floatToRawIntBits(numbers[i]) & 0xffff0000);
            }
        });
        assertSame(expected, weights(folder));
    }

    @Test
    void aBrainFloatThatIsNoNumberIsFound() throws IOException {
        bert.put("cls.predictions.bias", FloatTensor.of(filled(200, Float.POSITIVE_INFINITY), 200));
        Saved.write(folder.resolve("model.safetensors"), ElementType.BF16, bert);
        assertEquals(
                "cls.predictions.bias in " + folder.resolve("model.safetensors")
                        + " holds values that are not numbers (NaN or infinite). Save the checkpoint again from a run that did not diverge.",
                refusal());
    }

    /// The embeddings of a tied model may be in the file under the name of the output matrix.
    /// The head that chooses between texts is left out; the network writes.
    @Test
    void aLanguageModelWithASecondHead(@TempDir Path gpt2) throws IOException {
        Files.writeString(
                gpt2.resolve("config.json"),
                Files.readString(GPT2.resolve("config.json")).replace("GPT2LMHeadModel", "GPT2DoubleHeadsModel"));
        Files.copy(GPT2.resolve("model.safetensors"), gpt2.resolve("model.safetensors"));
        assertSame(weights(GPT2), weights(gpt2));
    }

    @Test
    void aTiedMatrixIsFoundUnderItsOtherName(@TempDir Path gpt2) throws IOException {
        Files.copy(GPT2.resolve("config.json"), gpt2.resolve("config.json"));
        SequencedMap<String, FloatTensor> tensors = Saved.tensors(GPT2);
        tensors.put("lm_head.weight", tensors.remove("transformer.wte.weight"));
        Saved.write(gpt2.resolve("model.safetensors"), ElementType.F32, tensors);
        assertSame(weights(GPT2), weights(gpt2));
    }

    /// Worked by hand: rows (3, 4) and (0, 2) of length 5 and 2 become rows of length 10 and 1.
    @Test
    void weightNormIsFolded() throws IOException {
        for (List<String> names : List.of(
                List.of("conv.weight_g", "conv.weight_v"),
                List.of("conv.parametrizations.weight.original0", "conv.parametrizations.weight.original1"))) {
            Path file = folder.resolve("model.safetensors");
            Saved.write(file, ElementType.F32, Map.of(
                    names.getFirst(), FloatTensor.of(new float[] {10, 1}, 2, 1),
                    names.getLast(), FloatTensor.of(new float[] {3, 4, 0, 2}, 2, 2)));
            try (Checkpoint checkpoint = Checkpoint.open(folder)) {
                WeightNorm norm = java.util.Objects.requireNonNull(
                        WeightNorm.find(checkpoint.tensors(), List.of("conv.weight")));
                StoredTensor folded = norm.folded("conv.weight", checkpoint.memory());
                assertArrayEquals(
                        new float[] {6, 8, 0, 1}, folded.data().toArray(ValueLayout.JAVA_FLOAT_UNALIGNED), 1e-6f);
                assertEquals(List.of(2L, 2L), folded.shape());
            }
        }
    }

    /// As Wav2Vec2 has it: one length for each place of the kernel, the last axis.
    @Test
    void weightNormAlongTheLastAxis() throws IOException {
        Saved.write(folder.resolve("model.safetensors"), ElementType.F32, Map.of(
                "conv.weight_g", FloatTensor.of(new float[] {10, 1}, 1, 1, 2),
                "conv.weight_v", FloatTensor.of(new float[] {3, 0, 4, 2}, 2, 1, 2)));
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            WeightNorm norm =
                    java.util.Objects.requireNonNull(WeightNorm.find(checkpoint.tensors(), List.of("conv.weight")));
            assertArrayEquals(
                    new float[] {6, 0, 8, 1},
                    norm.folded("conv.weight", checkpoint.memory()).data().toArray(ValueLayout.JAVA_FLOAT_UNALIGNED),
                    1e-6f);
        }
    }

    @Test
    void whatIsMissingIsListed() throws IOException {
        bert.remove("cls.predictions.bias");
        Saved.write(folder.resolve("model.safetensors"), ElementType.F32, bert);
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            WeightCheck check = WeightCheck.of(checkpoint, GoldenFolder.network(checkpoint));
            assertEquals(List.of("cls.predictions.bias"), check.missing().stream().map(DeclaredWeight::name).toList());
        }
    }

    private static float[] filled(int length, float value) {
        float[] numbers = new float[length];
        java.util.Arrays.fill(numbers, value);
        return numbers;
    }
}
