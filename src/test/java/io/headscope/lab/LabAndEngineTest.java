package io.headscope.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.Layouts;
import io.headscope.attention.Stack;
import io.headscope.attention.Token;
import io.headscope.attention.Trace;
import io.headscope.engine.djl.DjlEngine;
import io.headscope.lab.mechanism.Mechanisms;
import io.headscope.model.Answer;
import io.headscope.model.Attention;
import io.headscope.model.Dim;
import io.headscope.model.ElementType;
import io.headscope.model.InputTensor;
import io.headscope.model.Mask;
import io.headscope.model.ModelInput;
import io.headscope.model.Network;
import io.headscope.model.OpenNetwork;
import io.headscope.model.Ops;
import io.headscope.model.RunRequest;
import io.headscope.model.Value;
import io.headscope.task.Cancellation;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The reader that computes with DJL and the lab are told the same numbers and must come to the same weights and outputs:
/// one through a program, in single precision, the other cell by cell.
class LabAndEngineTest {

    private static final int QUERIES = 5;
    private static final int SIZE = 3;
    private static final float CLOSE = 2e-6f;

    private record Case(String mechanism, Attention attention, Map<String, Double> settings) {}

    static Stream<Arguments> cases() {
        double scale = 1 / Math.sqrt(SIZE);
        return Stream.of(
                        new Case("scaled", new Attention(scale, new Mask.None(), 1, 0), Map.of()),
                        new Case("scaled", new Attention(1, new Mask.None(), 1, 0), Map.of("scaling", 1.0)),
                        new Case("causal", new Attention(scale, new Mask.Causal(), 1, 0), Map.of()))
                .map(one -> Arguments.of(one.mechanism() + " " + one.settings(), one));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void agreeOnTheSameMatrices(String name, Case given) {
        Random random = new Random(3);
        SequencedMap<String, DoubleMatrix> inputs = new LinkedHashMap<>();
        for (String input : List.of("Q", "K", "V")) {
            // Numbers that are the same in single and in double precision.
            inputs.put(input, DoubleMatrix.filled(QUERIES, SIZE, (_, _) -> (float) random.nextGaussian()));
        }
        Mechanism mechanism = Mechanisms.find(given.mechanism()).orElseThrow();
        Settings settings = Settings.usual(mechanism.parameters());
        for (Map.Entry<String, Double> setting : given.settings().entrySet()) {
            settings = settings.with(setting.getKey(), setting.getValue());
        }
        Evaluation lab = mechanism.evaluate(inputs, settings, Labels.NONE);
        AttentionSite site = new AttentionSite(Stack.ENCODER, AttentionSite.Kind.SELF, 0, 1);
        try (OpenNetwork open = new DjlEngine().open(network(site, given.attention()), _ -> {
                    throw new AssertionError("no weights");
                });
                Trace trace = open.run(input(inputs), RunRequest.of("output"), Cancellation.never())) {
            assertClose(lab.get("weights").value(), trace.map(site).head(0));
            assertClose(lab.output().value(), trace.tensor("output").toArray());
        }
    }

    private static Network network(AttentionSite site, Attention attention) {
        Ops ops = new Ops();
        Dim tokens = Dim.named("tokens");
        List<Value> qkv = Stream.of("Q", "K", "V")
                .map(name -> ops.input(name, ElementType.F32, Dim.of(1), Dim.of(1), tokens, Dim.of(SIZE)))
                .toList();
        ops.output("output", ops.attention(site, qkv.get(0), qkv.get(1), qkv.get(2), attention));
        return new Network("lab", "Lab", ops.program(), new Answer.None(), List.of(), Layouts.TEXT, "");
    }

    private static ModelInput input(Map<String, DoubleMatrix> inputs) {
        Map<String, InputTensor> tensors = new HashMap<>();
        inputs.forEach((name, matrix) -> {
            float[] numbers = new float[matrix.values().length];
            IntStream.range(0, numbers.length).forEach(i -> numbers[i] = (float) matrix.values()[i]);
            tensors.put(name, InputTensor.of(numbers, 1, 1, matrix.rows(), matrix.columns()));
        });
        List<Token> tokens = IntStream.range(0, QUERIES).mapToObj(i -> Token.ofId(i, Token.Role.TEXT)).toList();
        return new ModelInput(tensors, Map.of(Stack.ENCODER, tokens));
    }

    private static void assertClose(DoubleMatrix expected, float[] actual) {
        assertEquals(expected.values().length, actual.length);
        for (int i = 0; i < actual.length; i++) {
            assertEquals(expected.values()[i], actual[i], CLOSE, "number " + i);
        }
    }
}
