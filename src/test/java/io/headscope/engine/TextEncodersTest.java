package io.headscope.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.headscope.attention.Trace;
import io.headscope.engine.djl.DjlEngine;
import io.headscope.engine.onnx.OnnxEngine;
import io.headscope.model.Answer;
import io.headscope.model.Engine;
import io.headscope.model.InputTensor;
import io.headscope.model.ModelFamily;
import io.headscope.model.family.Bert;
import io.headscope.model.family.Electra;
import io.headscope.model.family.Roberta;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Encoders of which there is no reference folder, against what their papers and their relatives say.
final class TextEncodersTest {

    private static final double SAME = 1e-4;

    private static final String CONFIG = """
            {"architectures": ["%s"], "vocab_size": 40, "hidden_size": 16, "embedding_size": %d,
             "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 24, "max_position_embeddings": 20,
             "type_vocab_size": %d, "pad_token_id": 1, "initializer_range": 0.4, "layer_norm_eps": 1e-6,
             "id2label": {"0": "no", "1": "yes", "2": "maybe"}}""";

    private static final long[] IDS = {3, 17, 8, 30, 1, 1};

    private static final Map<String, InputTensor> INPUTS = Map.of(
            "input_ids", InputTensor.row(IDS), "attention_mask", InputTensor.row(1, 1, 1, 1, 0, 0));

    static List<Engine> engines() {
        return List.of(new OnnxEngine(), new DjlEngine());
    }

    @ParameterizedTest
    @MethodSource("engines")
    void xlmRobertaIsRobertaUnderAnotherName(Engine engine) {
        RandomNetwork roberta = new RandomNetwork(Roberta.roberta(), config("RobertaForMaskedLM", 16, 1));
        RandomNetwork xlm = new RandomNetwork(Roberta.xlmRoberta(), config("XLMRobertaForMaskedLM", 16, 1));
        try (Trace one = roberta.run(engine, INPUTS);
                Trace other = xlm.run(engine, INPUTS)) {
            assertArrayEquals(one.tensor("logits").toArray(), other.tensor("logits").toArray());
            assertEquals(18, xlm.network().positions(), "the table begins behind the padding token");
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void electraOfOneWidthComputesWhatBertDoes(Engine engine) {
        RandomNetwork bert = new RandomNetwork(new Bert(), config("BertModel", 16, 2));
        RandomNetwork electra =
                new RandomNetwork(new Electra(), config("ElectraModel", 16, 2), Map.of("electra.", "bert."));
        try (Trace one = bert.run(engine, INPUTS);
                Trace other = electra.run(engine, INPUTS)) {
            assertArrayEquals(one.tensor("last_hidden_state").toArray(), other.tensor("last_hidden_state").toArray());
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void electraProjectsItsNarrowEmbeddings(Engine engine) {
        RandomNetwork electra = new RandomNetwork(new Electra(), config("ElectraForPreTraining", 8, 2));
        try (Trace trace = electra.run(engine, INPUTS)) {
            double[][] sums = new double[6][8];
            for (int at = 0; at < 6; at++) {
                for (int i = 0; i < 8; i++) {
                    sums[at][i] = electra.weight("electra.embeddings.word_embeddings.weight")[(int) IDS[at] * 8 + i]
                            + electra.weight("electra.embeddings.position_embeddings.weight")[at * 8 + i]
                            + electra.weight("electra.embeddings.token_type_embeddings.weight")[i];
                }
            }
            double[][] normed = PlainMath.layerNorm(
                    sums,
                    electra.weight("electra.embeddings.LayerNorm.weight"),
                    electra.weight("electra.embeddings.LayerNorm.bias"),
                    1e-6);
            double[][] expected = PlainMath.linear(
                    normed, electra.weight("electra.embeddings_project.weight"), electra.weight("electra.embeddings_project.bias"));
            assertRows(expected, PlainMath.rows(trace.tensor("hidden_states.0")));
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void electrasDiscriminatorSaysOfEveryTokenWhetherItWasReplaced(Engine engine) {
        RandomNetwork electra = new RandomNetwork(new Electra(), config("ElectraForPreTraining", 8, 2));
        try (Trace trace = electra.run(engine, INPUTS)) {
            double[][] dense = PlainMath.linear(
                    PlainMath.rows(trace.tensor("last_hidden_state")),
                    electra.weight("discriminator_predictions.dense.weight"),
                    electra.weight("discriminator_predictions.dense.bias"));
            double[][] expected = PlainMath.linear(
                    PlainMath.map(dense, PlainMath::gelu),
                    electra.weight("discriminator_predictions.dense_prediction.weight"),
                    electra.weight("discriminator_predictions.dense_prediction.bias"));
            assertEquals(List.of(6L), trace.tensor("logits").shape());
            assertArrayEquals(
                    Arrays.stream(expected).mapToDouble(row -> row[0]).toArray(),
                    PlainMath.rows(trace.tensor("logits"))[0],
                    SAME);
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void electrasGeneratorWritesThroughItsEmbeddingTable(Engine engine) {
        RandomNetwork electra = new RandomNetwork(new Electra(), config("ElectraForMaskedLM", 8, 2));
        try (Trace trace = electra.run(engine, INPUTS)) {
            double[][] dense = PlainMath.linear(
                    PlainMath.rows(trace.tensor("last_hidden_state")),
                    electra.weight("generator_predictions.dense.weight"),
                    electra.weight("generator_predictions.dense.bias"));
            double[][] normed = PlainMath.layerNorm(
                    PlainMath.map(dense, PlainMath::gelu),
                    electra.weight("generator_predictions.LayerNorm.weight"),
                    electra.weight("generator_predictions.LayerNorm.bias"),
                    1e-6);
            double[][] expected = PlainMath.linear(
                    normed, electra.weight("electra.embeddings.word_embeddings.weight"), electra.weight("generator_lm_head.bias"));
            assertRows(expected, PlainMath.rows(trace.tensor("logits")));
        }
    }

    @Test
    void everyArchitectureSaysWhatItsLogitsAre() {
        List<String> labels = List.of("no", "yes", "maybe");
        Map<String, Answer> answers = Map.of(
                "Model", new Answer.None(),
                "ForMaskedLM", new Answer.MaskedToken(),
                "ForSequenceClassification", new Answer.Classes(labels),
                "ForTokenClassification", new Answer.TokenClasses(labels),
                "ForQuestionAnswering", new Answer.Span());
        Map<ModelFamily, String> names = Map.of(
                new Bert(), "Bert",
                Roberta.roberta(), "Roberta",
                Roberta.xlmRoberta(), "XLMRoberta",
                new Electra(), "Electra");
        names.forEach((family, name) -> answers.forEach((head, answer) -> assertEquals(
                answer, new RandomNetwork(family, config(name + head, 16, 2)).network().answer(), name + head)));
    }

    /// Heads differ in nothing but what stands on the last hidden state: here every one is worked out from it.
    @ParameterizedTest
    @MethodSource("engines")
    void headsAreWorkedOutFromTheLastHiddenState(Engine engine) {
        Stream.of("TokenClassification:classifier", "QuestionAnswering:qa_outputs").map(head -> head.split(":")).forEach(head -> {
            RandomNetwork bert = new RandomNetwork(new Bert(), config("BertFor" + head[0], 16, 2));
            try (Trace trace = bert.run(engine, INPUTS)) {
                double[][] expected = PlainMath.linear(
                        PlainMath.rows(trace.tensor("last_hidden_state")),
                        bert.weight(head[1] + ".weight"),
                        bert.weight(head[1] + ".bias"));
                assertRows(expected, PlainMath.rows(trace.tensor("logits")));
            }
        });
        RandomNetwork roberta = new RandomNetwork(Roberta.roberta(), config("RobertaForSequenceClassification", 16, 1));
        try (Trace trace = roberta.run(engine, INPUTS)) {
            double[][] first = {PlainMath.rows(trace.tensor("last_hidden_state"))[0]};
            double[][] dense = PlainMath.linear(
                    first, roberta.weight("classifier.dense.weight"), roberta.weight("classifier.dense.bias"));
            double[][] expected = PlainMath.linear(
                    PlainMath.map(dense, Math::tanh),
                    roberta.weight("classifier.out_proj.weight"),
                    roberta.weight("classifier.out_proj.bias"));
            assertRows(expected, PlainMath.rows(trace.tensor("logits")));
        }
    }

    private static void assertRows(double[][] expected, double[][] actual) {
        assertEquals(expected.length, actual.length);
        for (int row = 0; row < expected.length; row++) {
            assertArrayEquals(expected[row], actual[row], SAME, "row " + row);
        }
    }

    private static String config(String architecture, int embedding, int segments) {
        return CONFIG.formatted(architecture, embedding, segments);
    }
}
