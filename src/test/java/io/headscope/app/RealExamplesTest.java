package io.headscope.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.AttentionSite.Kind;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.Stack;
import io.headscope.attention.Token;
import io.headscope.attention.Trace;
import io.headscope.generation.Choice;
import io.headscope.generation.WrittenToken;
import io.headscope.lab.DoubleMatrix;
import io.headscope.lab.HeadRules;
import io.headscope.lab.LabState;
import io.headscope.lab.MatrixText;
import io.headscope.lab.RealHead;
import io.headscope.lab.TakenHead;
import io.headscope.lab.example.Examples;
import io.headscope.model.ModelInput;
import io.headscope.model.RunRequest;
import io.headscope.model.RunRequest.Keeping;
import io.headscope.session.Entered;
import io.headscope.session.Example;
import io.headscope.session.HeadTaking;
import io.headscope.task.Cancellation;
import io.headscope.task.Progress;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The numbers of the lab's examples that are said to be of sample models are theirs: worked out once more by the models as
/// they were shipped, over the inputs that they were shipped with. With `-Dheadscope.approve` what they give now is written
/// into the examples: look at what the texts say of it before it is committed.
final class RealExamplesTest {

    private static final int PLACES = 3;

    /// Half of the last place, and what two machines may differ by.
    private static final double ROUNDING = 0.5e-3 + 1e-4;

    /// What is copied out of a model.
    ///
    /// @param input    the place of its input among the model's examples
    /// @param shown    what a person calls that input
    /// @param writes   whether queries are called by the word that they write next, not by the one before it
    private record Recipe(
            String id, String model, int input, String shown, Stack stack, Kind kind, int layer, int head,
            List<Integer> queries, List<Integer> keys, boolean writes) {}

    static Stream<Arguments> recipes() {
        return Stream.of(
                        new Recipe(
                                "alignment", "translate-en-zh", 1, "She drinks coffee in the kitchen.",
                                Stack.DECODER, Kind.CROSS, 2, 3, List.of(0, 1, 2, 3), List.of(0, 1, 2, 5), true),
                        new Recipe(
                                "patches", "digits-vit", 1, "seven.png",
                                Stack.ENCODER, Kind.SELF, 1, 1, List.of(0, 1, 25, 26), List.of(10, 11, 12, 13, 17, 18, 32), false),
                        new Recipe(
                                "speech", "spoken-digits", 0, "four-two.wav",
                                Stack.DECODER, Kind.CROSS, 1, 0, List.of(0, 1, 2), List.of(8, 9, 10, 30, 31, 32, 44, 45), true))
                .map(recipe -> Arguments.of(recipe.id(), recipe));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("recipes")
    void numbersAreThoseOfTheModel(String name, Recipe recipe) throws IOException {
        Path folder = Path.of("sample-models", recipe.model());
        try (FolderModel model = FolderModel.open(folder, Catalog.engine(), Progress.NONE, Cancellation.never());
                Trace trace = model.run(input(model, recipe), new RunRequest(Set.of(), Keeping.KEPT), Cancellation.never())) {
            AttentionSite site = trace.sites().stream()
                    .filter(one -> one.stack() == recipe.stack() && one.kind() == recipe.kind() && one.layer() == recipe.layer())
                    .findFirst()
                    .orElseThrow();
            TakenHead now = HeadTaking.of(trace, model.network(), site.head(recipe.head()), recipe.queries(), recipe.keys());
            if (System.getProperty("headscope.approve") != null) {
                Files.writeString(Path.of("resources", "lab", recipe.id() + ".txt"), written(trace, recipe, now));
                return;
            }
            RealHead kept = Examples.find(recipe.id()).orElseThrow().real();
            assertNotNull(kept);
            assertEquals(List.of(recipe.model(), recipe.shown(), PLACES), List.of(kept.model(), kept.input(), kept.places()));
            assertEquals(List.of(trace.map(site).queries(), trace.map(site).keys()), List.of(kept.asked(), kept.seen()));
            assertEquals(now.head(), kept.head().head());
            assertEquals(now.queries(), kept.head().queries());
            assertEquals(now.keys(), kept.head().keys());
            assertEquals(names(trace, recipe, now), kept.head().queryNames());
            assertEquals(now.keyNames(), kept.head().keyNames());
            assertEquals(HeadRules.scaled(now.rules().scale()), now.rules(), "nothing but a scale");
            assertEquals(now.rules().scale(), kept.head().rules().scale(), 1e-9);
            assertClose(now.q(), kept.head().q());
            assertClose(now.k(), kept.head().k());
            assertClose(now.v(), kept.head().v());
            assertClose(now.modelWeights(), kept.head().modelWeights());
            assertOutput(trace, now, LabState.of(Examples.find(recipe.id()).orElseThrow()).evaluation().output().value());
        }
    }

    /// Its example; if it writes, with what it writes itself.
    private static ModelInput input(FolderModel model, Recipe recipe) {
        Example example = model.examples().get(recipe.input());
        Entered entered = example.entered();
        ModelInput beginning = model.encode(entered);
        if (!recipe.writes()) {
            return beginning;
        }
        String target = model.text(model.write(beginning, model.habits().wish(Choice.GREEDY, 20), _ -> {}, Cancellation.never()).tokens().stream()
                .map(WrittenToken::id)
                .toList());
        return model.encode(new Entered(entered.text(), entered.pair(), target, entered.medium()));
    }

    private static List<String> names(Trace trace, Recipe recipe, TakenHead head) {
        if (!recipe.writes()) {
            return head.queryNames();
        }
        List<Token> tokens = trace.queries(head.head().site());
        return recipe.queries().stream().map(at -> "→ " + (at + 1 < tokens.size() ? tokens.get(at + 1).text().strip() : "■")).toList();
    }

    /// What the lab gives in the end is the model's values by its weights, as far as rounding goes.
    private static void assertOutput(Trace trace, TakenHead now, DoubleMatrix output) {
        FloatTensor values = trace.projections(now.head().site()).values();
        int size = values.length(2);
        for (int query = 0; query < output.rows(); query++) {
            for (int column = 0; column < size; column++) {
                double sum = 0;
                for (int key = 0; key < now.keys().size(); key++) {
                    long at = ((long) now.head().head() * values.length(1) + now.keys().get(key)) * size + column;
                    sum += now.modelWeights().at(query, key) * values.at(at);
                }
                assertEquals(sum, output.at(query, column), 5e-3, "output " + query + " " + column);
            }
        }
    }

    private static void assertClose(DoubleMatrix expected, DoubleMatrix actual) {
        assertEquals(expected.shape(), actual.shape());
        for (int i = 0; i < expected.values().length; i++) {
            assertEquals(expected.values()[i], actual.values()[i], ROUNDING, "number " + i);
        }
    }

    private static String written(Trace trace, Recipe recipe, TakenHead head) {
        assertTrue(head.rules().hidden().isEmpty() && head.rules().bias() == null);
        AttentionSite site = head.head().site();
        List<String> lines = new ArrayList<>(List.of(
                "model " + recipe.model(),
                "input " + recipe.shown(),
                "places " + PLACES,
                "site %s %s %d %d".formatted(site.stack(), site.kind(), site.layer(), site.heads()),
                "head " + head.head().head(),
                "scale " + head.rules().scale(),
                "of-queries " + trace.map(site).queries(),
                "of-keys " + trace.map(site).keys(),
                "queries " + recipe.queries().stream().map(String::valueOf).collect(Collectors.joining(" ")),
                "keys " + recipe.keys().stream().map(String::valueOf).collect(Collectors.joining(" ")),
                "query-names " + String.join("\t", names(trace, recipe, head)),
                "key-names " + String.join("\t", head.keyNames())));
        String matrices = "Q\n" + rounded(head.q()) + "K\n" + rounded(head.k()) + "V\n" + rounded(head.v()) + "weights\n" + rounded(head.modelWeights());
        return String.join("\n", lines) + "\n" + matrices;
    }

    private static String rounded(DoubleMatrix matrix) {
        return MatrixText.write(matrix.map(value -> new BigDecimal(value).setScale(PLACES, RoundingMode.HALF_EVEN).doubleValue()));
    }
}
