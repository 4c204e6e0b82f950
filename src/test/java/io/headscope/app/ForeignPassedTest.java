package io.headscope.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.Passed;
import io.headscope.attention.Trace;
import io.headscope.file.JsonFile;
import io.headscope.input.InputFile;
import io.headscope.model.ElementType;
import io.headscope.model.ModelInput;
import io.headscope.model.Op;
import io.headscope.model.Program;
import io.headscope.model.RunRequest;
import io.headscope.model.Step;
import io.headscope.task.Cancellation;
import io.headscope.task.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What passes the operators of somebody else's networks, told in sums.
final class ForeignPassedTest {

    private static final Path MODELS = Path.of("src/test/resources/onnx");

    @TestFactory
    Stream<DynamicTest> whatPassesIsToldOfEveryGraph() throws IOException {
        try (Stream<Path> folders = Files.list(MODELS)) {
            return folders.filter(folder -> !folder.getFileName().toString().startsWith("neg_")).sorted().toList().stream()
                    .map(folder -> DynamicTest.dynamicTest(String.valueOf(folder.getFileName()), () -> check(folder)));
        }
    }

    private static void check(Path folder) {
        JsonObject meta = JsonFile.read(folder.resolve("meta.json"));
        String suffix = meta.getAsJsonArray("cases").contains(new com.google.gson.JsonPrimitive("plain")) ? "" : "_" + meta.getAsJsonArray("cases").get(0).getAsString();
        Models.How how = new Models.How(Map.of(), InputFile.read(folder.resolve("inputs" + suffix + ".json")), false);
        try (RunnableModel model = Models.open(folder, how, Progress.NONE, Cancellation.never())) {
            Program program = model.network().program();
            ModelInput input = model.raw(InputFile.read(folder.resolve("inputs" + suffix + ".json")));
            RunRequest request = RunRequest.of(program.outputs().keySet().toArray(String[]::new));
            try (Trace trace = model.run(input, request.withPassed(true), Cancellation.never());
                    Trace unwatched = model.run(input, request, Cancellation.never())) {
                assertEquals(Map.of(), unwatched.passed());
                program.outputs().forEach((name, value) -> told(name, trace.passed().get(value.name()), unwatched.tensors().get(name)));
                // Of single numbers and of what is counted in whole numbers nothing is told.
                List<String> untold = program.steps().stream()
                        .filter(step -> step.op() instanceof Op.Foreign && step.result().type() == ElementType.F32 && step.result().rank() > 0)
                        .filter(step -> !trace.passed().containsKey(step.result().name()))
                        .map(Step::toString)
                        .toList();
                assertEquals(List.of(), untold);
                // Rows of weights sum to 1.
                program.steps().stream()
                        .filter(step -> step.op() instanceof Op.Foreign(String operator, var _, var _) && operator.equals("Softmax"))
                        .forEach(step -> {
                            Passed told = Objects.requireNonNull(trace.passed().get(step.result().name()));
                            double keys = 1 / told.mean();
                            assertEquals(Math.rint(keys), keys, 1e-3 * keys, step::toString);
                        });
            }
        }
    }

    /// Of a program of PyTorch, what its modules hand on and what their code gives a name.
    @ParameterizedTest
    @ValueSource(strings = {"bert", "gpt2"})
    void whatPassesModulesOfATorchScriptProgramIsTold(String name) {
        Path folder = Path.of("src/test/resources/torchscript", name);
        Models.How how = new Models.How(Map.of(), InputFile.read(folder.resolve("inputs.json")), true);
        try (RunnableModel model = Models.open(folder.resolve("model.pt"), how, Progress.NONE, Cancellation.never())) {
            Program program = model.network().program();
            ModelInput input = model.raw(InputFile.read(folder.resolve("inputs.json")));
            RunRequest request = RunRequest.of(program.outputs().keySet().toArray(String[]::new));
            try (Trace trace = model.run(input, request.withPassed(true), Cancellation.never());
                    Trace unwatched = model.run(input, request, Cancellation.never())) {
                assertEquals(Map.of(), unwatched.passed());
                program.outputs().forEach((output, value) -> told(output, trace.passed().get(value.name()), unwatched.tensors().get(output)));
                List<String> untold = program.steps().stream()
                        .filter(step -> step.op() instanceof Op.Foreign(String operator, var _, var _)
                                && List.of("layer_norm", "linear", "embedding", "gelu", "addmm").contains(operator))
                        .filter(step -> !trace.passed().containsKey(step.result().name()))
                        .map(step -> step.part() + " " + step)
                        .toList();
                assertEquals(List.of(), untold);
                // The code says no shapes: what is told of has them.
                program.outputs().forEach((output, value) ->
                        assertEquals(Objects.requireNonNull(unwatched.tensors().get(output)).shape(), told(trace, value.name()).shape().subList(1, 3)));
            }
        }
    }

    private static Passed told(Trace trace, String value) {
        return Objects.requireNonNull(trace.passed().get(value), value);
    }

    private static void told(String name, @Nullable Passed told, @Nullable FloatTensor tensor) {
        if (tensor != null && tensor.size() > 0) {
            Passed expected = Passed.of(tensor);
            Passed found = Objects.requireNonNull(told, name);
            assertEquals(expected.norm(), found.norm(), 1e-4 * Math.abs(expected.norm()) + 1e-5, name);
            assertEquals(expected.mean(), found.mean(), 1e-4, name);
            assertEquals(expected.deviation(), found.deviation(), 1e-4 * Math.abs(expected.deviation()) + 1e-4, name);
        }
    }
}
