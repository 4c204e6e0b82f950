package io.headscope.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.headscope.checkpoint.Checkpoint;
import io.headscope.checkpoint.SafetensorsWriter;
import io.headscope.file.JsonFile;
import io.headscope.file.ReadableFile;
import io.headscope.file.WholeFile;
import io.headscope.input.InputFile;
import io.headscope.input.ModelInputs;
import io.headscope.input.TextTokenizer;
import io.headscope.model.Activation;
import io.headscope.model.InputTensor;
import io.headscope.model.ModelConfig;
import io.headscope.model.ModelInput;
import io.headscope.model.Network;
import io.headscope.model.family.Bert;
import java.io.IOException;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A Chinese sentence is Chinese to its end: of other letters there are only names, keys, values and what is quoted.
final class ChineseSentencesTest {

    private static final Pattern QUOTED = Pattern.compile("“[^”]*”");
    private static final Pattern PLACE = Pattern.compile("\\{\\d[^{}]*}");
    private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z_.-]*");

    /// What is called so in Chinese too.
    private static final List<String> KNOWN = List.of(
            "Headscope", "JSON", "UTF-8", "NaN", "BF16", "F32", "F16", "PyTorch", "SentencePiece", "TorchScript", "Hugging", "Face", "pickle", "zip", "state_dict", "DISPLAY", "headscope --help", "true", "false",
            "IDX", "PNG", "JPEG", "GIF", "WebP", "WAV", "AIFF", "FLAC", "PCM", "MB", "Hz", "--large", "preprocessor_config.json", "ONNX Runtime", "ONNX", "CPU", "git lfs pull", "Git LFS", ".onnx", "--input", "zeros", "ones", "range", "--image", "--audio",
            "--trust", "torch.jit.trace", "torch.jit.script", "pytorch_model.bin",
            "Mermaid", "YAML", "config.json", "model.safetensors", "tokenizer.json", "safetensors");

    private static final String BERT = """
            {"model_type": "bert", "hidden_size": 8, "num_attention_heads": 2, "num_hidden_layers": 1, "intermediate_size": 16,
             "max_position_embeddings": 16, "vocab_size": 20, "type_vocab_size": 2}""";

    @TempDir
    Path folder = Path.of("set by JUnit");

    @Test
    void noTextOfAFailureHasAnEnglishWord() throws IOException {
        Properties texts = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of("resources", "i18n", "messages_zh_CN.properties"))) {
            texts.load(reader);
        }
        Map<String, List<String>> english = new TreeMap<>();
        texts.stringPropertyNames().stream()
                .filter(key -> key.startsWith("problem.") || key.startsWith("reason."))
                .filter(key -> !foreign(PLACE.matcher(texts.getProperty(key)).replaceAll("")).isEmpty())
                .forEach(key -> english.put(key, foreign(texts.getProperty(key))));
        assertEquals(Map.of(), english);
    }

    @Test
    void filesThatCannotBeRead() throws IOException {
        Path file = folder.resolve("a");
        assertChinese(() -> JsonFile.read(file), "a");
        Files.createDirectory(file);
        assertChinese(() -> JsonFile.read(file), "a");
        for (IOException failure : List.of(
                new AccessDeniedException("a"), new IOException("Input/output error"), new java.nio.charset.MalformedInputException(1))) {
            assertChinese(() -> {
                throw ReadableFile.failed(file, failure);
            }, "a");
            assertChinese(() -> {
                throw WholeFile.notWritten(file, failure);
            }, "a");
        }
        assertChinese(() -> Checkpoint.open(folder));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{} {}", "{\"a\": 1,}", "{a: 1}"})
    void brokenJson(String json) throws IOException {
        Path file = Files.writeString(folder.resolve("config.json"), json);
        assertChinese(() -> JsonFile.read(file));
    }

    @Test
    void jsonThatIsNotText() throws IOException {
        Path file = Files.write(folder.resolve("config.json"), new byte[] {(byte) 0xff, (byte) 0xfe});
        assertChinese(() -> JsonFile.read(file));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "hidden_size | -8", "hidden_size | \"8\"", "hidden_size | 1e999999999", "hidden_size | null", "num_attention_heads | 3",
        "num_hidden_layers | 5000", "layer_norm_eps | -1", "is_decoder | 1", "hidden_act | 1", "hidden_act | \"softplus\"",
        "architectures | \"BertModel\"", "architectures | [1]", "position_embedding_type | \"relative_key\""
    })
    void settingsThatAreWrong(String key, String value) {
        JsonObject json = JsonParser.parseString(BERT).getAsJsonObject();
        json.add(key, JsonParser.parseString(value));
        assertChinese(
                () -> new Bert().write(new ModelConfig(Path.of("config.json"), json)),
                Stream.concat(
                                Stream.of(key, value, "softplus", "absolute", "bert", "BertForPoetry"),
                                Stream.concat(new Bert().architectures().stream(), Activation.names().stream()))
                        .toArray(String[]::new));
    }

    @Test
    void classesWithoutNames() {
        for (String labels : List.of("{}", "[]", "{\"1\": \"good\"}")) {
            ModelConfig config = new ModelConfig(Path.of("config.json"), JsonParser.parseString("{\"id2label\": " + labels + "}").getAsJsonObject());
            assertChinese(config::labels, "id2label", "good");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "[]",
        "{\"a\": {}}",
        "{\"a\": {\"dtype\": \"F8_E4M3\", \"shape\": [8], \"data_offsets\": [0, 8]}}",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [3], \"data_offsets\": [0, 8]}}",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [-2], \"data_offsets\": [0, 8]}}",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [4], \"data_offsets\": [0, 16]}}",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 8]}, \"a\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 8]}}",
        "{\"a\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 8]}, \"b\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 8]}}"
    })
    void weightFilesThatAreNotSound(String header) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + 8).order(ByteOrder.LITTLE_ENDIAN).putLong(json.length).put(json);
        assertWeightsRefusedInChinese(bytes.array());
    }

    @Test
    void weightFilesThatEndOrLieAtTheirBeginning() throws IOException {
        assertWeightsRefusedInChinese(new byte[3]);
        assertWeightsRefusedInChinese(new byte[20]);
        assertWeightsRefusedInChinese(new byte[] {100, 0, 0, 0, 0, 0, 0, 0, 1});
    }

    private void assertWeightsRefusedInChinese(byte[] weights) throws IOException {
        Files.writeString(folder.resolve("config.json"), "{}");
        Files.write(folder.resolve("model.safetensors"), weights);
        assertChinese(() -> Checkpoint.open(folder).close(), "a", "b", "F8_E4M3");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "{}", "{\"model\": {\"vocab\": 3}}", "{\"model\": {\"type\": \"WordPiece\", \"vocab\": {}}}",
        "{\"model\": {\"vocab\": {}}, \"post_processor\": {\"single\": [{\"SpecialToken\": {\"id\": \"[BOS]\"}}]}}"
    })
    void brokenTokenizers(String json) throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), json);
        assertChinese(() -> TextTokenizer.open(folder).close(), "[BOS]");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{}", "{\"inputs\": {\"a\": [[1.5]]}}", "{\"inputs\": {\"a\": [[1], [2, 3]]}}", "{\"inputs\": {\"a\": {}}}",
        "{\"inputs\": {}, \"float_inputs\": {\"a\": [1]}}"
    })
    void brokenInputFiles(String json) throws IOException {
        Path file = Files.writeString(folder.resolve("in"), json);
        assertChinese(() -> InputFile.read(file), "inputs", "in", "a");
    }

    @Test
    void inputsThatDoNotFit() {
        Network network = new Bert().write(new ModelConfig(Path.of("config.json"), JsonParser.parseString(BERT).getAsJsonObject()));
        InputTensor two = InputTensor.row(1, 2);
        for (Map<String, InputTensor> inputs : List.of(
                Map.<String, InputTensor>of(),
                Map.of("input_ids", InputTensor.row()),
                Map.of("input_ids", InputTensor.row(99)),
                Map.of("input_ids", InputTensor.row(new long[17])),
                Map.of("input_ids", InputTensor.of(new long[] {1, 2}, 2, 1)),
                Map.of("input_ids", two, "pixels", two),
                Map.of("input_ids", two, "attention_mask", InputTensor.row(0, 0)),
                Map.of("input_ids", two, "attention_mask", InputTensor.row(1)),
                Map.of("input_ids", two, "token_type_ids", InputTensor.row(0, 2)))) {
            assertChinese(() -> ModelInputs.of(network, inputs, null), "input_ids", "attention_mask", "token_type_ids", "position_ids", "pixels");
        }
        assertChinese(() -> new ModelInput(Map.of(), Map.of()).tensor("pixels"), "pixels");
    }

    @Test
    void filesThatCannotBeWritten() {
        assertChinese(() -> {
            try {
                SafetensorsWriter.write(folder.resolve("none").resolve("a"), new LinkedHashMap<>());
            } catch (IOException failure) {
                throw WholeFile.notWritten(folder, failure);
            }
        });
    }

    /// @param names what people brought under its own name
    private void assertChinese(Executable refused, String... names) {
        ProblemException problem = assertThrows(ProblemException.class, refused);
        String sentence = problem.sentence(Messages.CHINESE).replace(folder.toString(), "");
        for (String name : names) {
            sentence = sentence.replaceAll("(?<![A-Za-z_])" + Pattern.quote(name) + "(?![A-Za-z_])", "");
        }
        assertEquals(List.of(), foreign(sentence), () -> problem.sentence(Messages.CHINESE));
    }

    private static List<String> foreign(String sentence) {
        String rest = QUOTED.matcher(sentence).replaceAll("");
        for (String known : KNOWN) {
            rest = rest.replace(known, "");
        }
        return WORD.matcher(rest).results().map(MatchResult::group).toList();
    }
}
