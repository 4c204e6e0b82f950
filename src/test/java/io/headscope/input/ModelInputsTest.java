package io.headscope.input;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonObject;
import io.headscope.attention.Stack;
import io.headscope.attention.Token;
import io.headscope.attention.Token.Role;
import io.headscope.message.ProblemException;
import io.headscope.model.InputTensor;
import io.headscope.model.ModelConfig;
import io.headscope.model.ModelInput;
import io.headscope.model.Network;
import io.headscope.model.family.Bart;
import io.headscope.model.family.Bert;
import io.headscope.model.family.Gpt2;
import io.headscope.model.family.Roberta;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelInputsTest {

    private static final Network BERT = new Bert().write(config("hidden_size", "num_attention_heads", "num_hidden_layers",
            "intermediate_size", "max_position_embeddings"));
    private static final Network GPT2 = new Gpt2().write(config("n_embd", "n_head", "n_layer", "n_inner", "n_positions"));

    private static ModelConfig config(String width, String heads, String layers, String inner, String positions) {
        JsonObject json = new JsonObject();
        json.addProperty(width, 8);
        json.addProperty(heads, 2);
        json.addProperty(layers, 1);
        json.addProperty(inner, 16);
        json.addProperty(positions, 16);
        json.addProperty("vocab_size", 657);
        json.addProperty("type_vocab_size", 2);
        return new ModelConfig(Path.of("config.json"), json);
    }

    @Test
    void aPairFillsEveryInputOfBert() {
        try (TextTokenizer tokenizer = TextTokenizer.open(Tokenizers.WORD_PIECE)) {
            ModelInput input = ModelInputs.of(BERT, tokenizer.encode("the", "cat"));
            assertTensor(input, "input_ids", 2, 304, 3, 257, 173, 3);
            assertTensor(input, "attention_mask", 1, 1, 1, 1, 1, 1);
            assertTensor(input, "token_type_ids", 0, 0, 0, 1, 1, 1);
            assertTensor(input, "position_ids", 0, 1, 2, 3, 4, 5);
            assertEquals(Set.of(Stack.ENCODER), input.tokens().keySet());
        }
    }

    /// SigLIP has never seen a short text: what fills it up is read as all else.
    @Test
    void shortTextsAreFilledUpWhereTheyWereInTraining() {
        JsonObject json = com.google.gson.JsonParser.parseString("""
                {"hidden_size": 8, "intermediate_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2, "vocab_size": 657,
                 "max_position_embeddings": 6}""").getAsJsonObject();
        Network siglip = io.headscope.model.family.Siglip.ofTexts().write(new ModelConfig(Path.of("config.json"), json));
        try (TextTokenizer tokenizer = TextTokenizer.open(Tokenizers.WORD_PIECE)) {
            ModelInput input = ModelInputs.of(siglip, tokenizer.encode("the", null));
            assertTensor(input, "input_ids", 2, 304, 3, 1, 1, 1);
            assertTensor(input, "attention_mask", 1, 1, 1, 1, 1, 1);
            assertEquals(6, tokens(input, Stack.TEXT).size());
        }
    }

    @Test
    void aTargetStandsOnePlaceLaterInTheDecoder() {
        Network bart = Bart.bart().write(bart());
        try (TextTokenizer tokenizer = TextTokenizer.open(Tokenizers.WORD_PIECE)) {
            ModelInput input = ModelInputs.of(bart, tokenizer.encode("the", null), tokenizer.encode("cat", null), tokenizer.vocabulary());
            assertTensor(input, "input_ids", 2, 304, 3);
            assertTensor(input, "decoder_input_ids", 1, 2, 257, 173);
            assertTensor(input, "decoder_attention_mask", 1, 1, 1, 1);
            assertTensor(input, "position_ids", 2, 3, 4);
            assertTensor(input, "decoder_position_ids", 2, 3, 4, 5);
            assertEquals(Role.SPECIAL, tokens(input, Stack.DECODER).getFirst().role());
            assertEquals(List.of("[CLS]", "the", "[SEP]"), tokens(input, Stack.ENCODER).stream().map(Token::text).toList());
        }
    }

    @Test
    void mbartsTargetBeginsWithItsOwnLastToken() {
        Network mbart = Bart.mbart().write(bart());
        try (TextTokenizer tokenizer = TextTokenizer.open(Tokenizers.WORD_PIECE)) {
            ModelInput input = ModelInputs.of(mbart, tokenizer.encode("the", null), tokenizer.encode("cat", null), tokenizer.vocabulary());
            assertTensor(input, "decoder_input_ids", 3, 2, 257, 173);
        }
    }

    @Test
    void withoutATargetTheDecoderHasItsFirstTokenOnly() {
        Network bart = Bart.bart().write(bart());
        ModelInput input = ModelInputs.of(bart, Map.of("input_ids", row(5, 6)), null);
        assertTensor(input, "decoder_input_ids", 1);
        assertEquals(List.of(Token.ofId(1, Role.TEXT)), tokens(input, Stack.DECODER));
    }

    @Test
    void robertasPositionsAreCountedFromBehindThePadding() {
        JsonObject json = config("hidden_size", "num_attention_heads", "num_hidden_layers", "intermediate_size",
                "max_position_embeddings").json();
        json.addProperty("pad_token_id", 1);
        json.addProperty("type_vocab_size", 1);
        Network roberta = Roberta.roberta().write(new ModelConfig(Path.of("config.json"), json));
        assertTensor(ModelInputs.of(roberta, given(row(1, 5, 6, 1), row(0, 1, 1, 0)), null), "position_ids", 1, 2, 3, 1);
        assertProblem(
                "The text has 15 tokens, but the model has 14 positions. Shorten the text.",
                () -> ModelInputs.of(roberta, Map.of("input_ids", row(new long[15])), null));
    }

    private static ModelConfig bart() {
        JsonObject json = new JsonObject();
        List.of("encoder", "decoder").forEach(stack -> {
            json.addProperty(stack + "_layers", 1);
            json.addProperty(stack + "_attention_heads", 2);
            json.addProperty(stack + "_ffn_dim", 16);
        });
        json.addProperty("d_model", 8);
        json.addProperty("vocab_size", 657);
        json.addProperty("decoder_start_token_id", 1);
        return new ModelConfig(Path.of("config.json"), json);
    }

    @Test
    void gpt2TakesNoTypesAndItsTokensStandInTheDecoder() {
        try (TextTokenizer tokenizer = TextTokenizer.open(Tokenizers.BYTE_LEVEL)) {
            ModelInput input = ModelInputs.of(GPT2, tokenizer.encode("The quick", null));
            assertEquals(Set.of("input_ids", "attention_mask", "position_ids"), input.tensors().keySet());
            assertTensor(input, "input_ids", 291, 576);
            assertEquals(List.of("The", " quick"), tokens(input, Stack.DECODER).stream().map(Token::text).toList());
        }
    }

    @Test
    void anEmptyTextIsRefused() {
        try (TextTokenizer words = TextTokenizer.open(Tokenizers.WORD_PIECE);
                TextTokenizer bytes = TextTokenizer.open(Tokenizers.BYTE_LEVEL)) {
            for (EncodedText empty : List.of(words.encode("", null), words.encode("  ", null), bytes.encode("", null))) {
                assertProblem("There is no text. Type at least one word.", () -> ModelInputs.of(BERT, empty));
            }
        }
    }

    @Test
    void aTextLongerThanThePositionsIsRefused() {
        try (TextTokenizer tokenizer = TextTokenizer.open(Tokenizers.BYTE_LEVEL)) {
            EncodedText longText = tokenizer.encode("The" + " the".repeat(16), null);
            assertProblem(
                    "The text has 17 tokens, but the model has 16 positions. Shorten the text.",
                    () -> ModelInputs.of(GPT2, longText));
        }
    }

    @Test
    void paddingBeforeTheTextIsNotCounted() {
        ModelInput input = ModelInputs.of(GPT2, given(row(0, 0, 5, 6), row(0, 0, 1, 1)), null);
        assertTensor(input, "position_ids", 1, 1, 0, 1);
        assertEquals(
                List.of(Token.ofId(0, Role.PADDING), Token.ofId(0, Role.PADDING), Token.ofId(5, Role.TEXT), Token.ofId(6, Role.TEXT)),
                input.tokens().get(Stack.DECODER));
    }

    @Test
    void anEncoderCountsEveryPosition() {
        assertTensor(ModelInputs.of(BERT, given(row(0, 0, 5), row(0, 0, 1)), null), "position_ids", 0, 1, 2);
    }

    @Test
    void rawIdsReadAsTheVocabularySays() {
        try (TextTokenizer tokenizer = TextTokenizer.open(Tokenizers.WORD_PIECE)) {
            ModelInput input = ModelInputs.of(BERT, Map.of("input_ids", row(2, 456, 3)), tokenizer.vocabulary());
            assertEquals(
                    List.of(
                            new Token(2, "[CLS]", "[CLS]", null, Role.SPECIAL),
                            new Token(456, "##rown", "rown", null, Role.TEXT),
                            new Token(3, "[SEP]", "[SEP]", null, Role.SPECIAL)),
                    input.tokens().get(Stack.ENCODER));
        }
    }

    @Test
    void rawInputsThatDoNotFitAreRefusedByName() {
        assertProblem(
                "The tokenizer gives the token 657, but the model knows only 657 tokens. Use the tokenizer.json that belongs to this checkpoint.",
                () -> ModelInputs.of(BERT, Map.of("input_ids", row(657)), null));
        assertProblem(
                "The input token_type_ids cannot be used: it holds 2, but should hold numbers from 0 to 1. Correct it and run again.",
                () -> ModelInputs.of(BERT, Map.of("input_ids", row(1), "token_type_ids", row(2)), null));
        assertProblem(
                "The input position_ids cannot be used: it holds 16, but should hold numbers from 0 to 15. Correct it and run again.",
                () -> ModelInputs.of(BERT, Map.of("input_ids", row(1), "position_ids", row(16)), null));
        assertProblem(
                "The input token_type_ids cannot be used: the network takes input_ids, attention_mask, position_ids. Correct it and run again.",
                () -> ModelInputs.of(GPT2, Map.of("input_ids", row(1), "token_type_ids", row(0)), null));
        assertProblem(
                "The input attention_mask cannot be used: it has 1 numbers for 2 tokens. Correct it and run again.",
                () -> ModelInputs.of(GPT2, given(row(1, 2), row(1)), null));
        assertProblem(
                "The input attention_mask cannot be used: every token is masked. Correct it and run again.",
                () -> ModelInputs.of(GPT2, given(row(1, 2), row(0, 0)), null));
        assertProblem(
                "The input input_ids cannot be used: it is missing. Correct it and run again.",
                () -> ModelInputs.of(GPT2, Map.of(), null));
        assertProblem(
                "The input input_ids cannot be used: its shape is [2, 1], not [1, tokens]. Correct it and run again.",
                () -> ModelInputs.of(GPT2, Map.of("input_ids", InputTensor.of(new long[] {1, 2}, 2, 1)), null));
        assertProblem(
                "The input input_ids cannot be used: it is empty. Correct it and run again.",
                () -> ModelInputs.of(GPT2, Map.of("input_ids", row()), null));
    }

    @Test
    void aFileGivesItsTensorsByName(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("inputs.json");
        Files.writeString(file, "{\"inputs\": {\"input_ids\": [[1, 2]], \"attention_mask\": [[true, false]]}, \"float_inputs\": {}}");
        Map<String, InputTensor> tensors = InputFile.read(file);
        assertEquals(List.of("input_ids", "attention_mask"), List.copyOf(tensors.keySet()));
        assertTensor(new ModelInput(tensors, Map.of()), "input_ids", 1, 2);
        assertTensor(new ModelInput(tensors, Map.of()), "attention_mask", 1, 0);
    }

    @Test
    void brokenInputFilesAreRefused(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("inputs.json");
        assertProblem(file + " does not exist. Check the path.", () -> InputFile.read(file));
        Map<String, String> sentences = Map.of(
                "{\"inputs\": ", file + " is not valid JSON at line 1 column 12: it ends too early. Save or download it again.",
                "[]", file + " is not valid JSON at its beginning: it does not begin with {. Save or download it again.",
                "{}", "The input inputs cannot be used: " + file + " has no object of that name. Correct it and run again.",
                "{\"inputs\": {\"a\": [[1.5]]}}", "The input a cannot be used: it holds 1.5, which is not a whole number. Correct it and run again.",
                "{\"inputs\": {\"a\": [[1], [2, 3]]}}", "The input a cannot be used: its rows differ in length. Correct it and run again.",
                "{\"inputs\": {\"a\": {}}}", "The input a cannot be used: it is not an array of whole numbers. Correct it and run again.",
                "{\"inputs\": {}, \"float_inputs\": {\"pixels\": [1, 3]}}",
                        "The input pixels cannot be used: it names no file that holds its numbers. Correct it and run again.");
        for (Map.Entry<String, String> sentence : sentences.entrySet()) {
            Files.writeString(file, sentence.getKey());
            assertProblem(sentence.getValue(), () -> InputFile.read(file));
        }
    }

    private static Map<String, InputTensor> given(InputTensor ids, InputTensor mask) {
        return Map.of("input_ids", ids, "attention_mask", mask);
    }

    private static List<Token> tokens(ModelInput input, Stack stack) {
        return Objects.requireNonNull(input.tokens().get(stack));
    }

    private static InputTensor row(long... values) {
        return InputTensor.row(values);
    }

    private static void assertTensor(ModelInput input, String name, long... expected) {
        InputTensor tensor = input.tensors().get(name);
        assertArrayEquals(expected, tensor == null ? null : tensor.values(), name);
    }

    private static void assertProblem(String sentence, org.junit.jupiter.api.function.Executable executable) {
        ProblemException thrown = assertThrows(ProblemException.class, executable);
        assertEquals(sentence, thrown.getMessage());
    }
}
