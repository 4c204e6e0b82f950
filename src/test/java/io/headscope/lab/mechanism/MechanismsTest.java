package io.headscope.lab.mechanism;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.lab.DoubleMatrix;
import io.headscope.lab.Evaluation;
import io.headscope.lab.Expression;
import io.headscope.lab.Expression.Cell;
import io.headscope.lab.Labels;
import io.headscope.lab.Mechanism;
import io.headscope.lab.Parameter;
import io.headscope.lab.Quantity;
import io.headscope.lab.Settings;
import io.headscope.message.Messages;
import io.headscope.message.Phrase;
import io.headscope.message.ProblemException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every mechanism on the numbers it comes with, against a reference that was worked out apart, with NumPy and from the
/// papers' formulas; the first ones by hand as well.
class MechanismsTest {

    private static final double EXACT = 1e-12;

    static List<Mechanism> all() {
        return Mechanisms.all();
    }

    static Stream<Arguments> references() {
        return Stream.of(
                reference("dot", row(1.2669563947545546, 0.15536240349696362), row(0.5136120722664707, 0.9818505703113725)),
                reference("general", row(1.6707013338875745, -0.46135825840537753), row(0.7319039410880606, 0.9986676099561113)),
                reference("location", row(0.7904526918856374, 0.7560966953805424), row(1.0, 0.06337893833303765)),
                reference("additive", row(0.637170293688311, 0.7413504896826157), row(0.707584383395606, 0.6489520462026235)),
                reference("scaled", row(1.427961574439142, 1.291979935474102), row(1.7587246087113846, 0.7447652347731694), row(1.7832330964304126, 1)),
                reference("causal", row(1, 2), row(2.3395230986533138, 0.6604769013466862), row(1.7832330964304126, 1)),
                reference("padding", row(1.6604769013466862, 1.3395230986533138), row(2.3395230986533138, 0.6604769013466862), row(2, 1)),
                reference("window", row(1.6604769013466862, 1.3395230986533138), row(1.7587246087113846, 0.7447652347731694), row(2.4132890475208706, 0.19557031749304313)),
                reference("prefix", row(1.6604769013466862, 1.3395230986533138), row(2.3395230986533138, 0.6604769013466862), row(1.7832330964304126, 1)),
                reference("self", row(0.848049309569276, -1.435946100171984), row(1.7832330964304126, -0.6625751776771902), row(1.1977758146404283, -1.2033362780393577)),
                reference("cross", row(1.802224185359572, 1.2033362780393577), row(1.859970754956622, 1.435946100171984)),
                reference("multi-head", row(1.4038923243792507, -0.401112092679786), row(0.3401770466917143, -0.2546159499642886), row(0.9301754961588092, -0.5798968183910549)),
                reference("grouped-query", row(0.9449273245909242, -2.243302760162953), row(0.6587285466784332, -1.3251140124992606), row(1.0665787046724007, -1.7983754355720285)),
                reference("multi-query", row(-0.5004002592947434, -0.261082847636408), row(-1.3759268240946025, 0.4004199111938087), row(-0.9066725560787156, 0)),
                reference("relative-bias", row(1.2635864296725976, 1.6862506092197582), row(2.307338171492666, 0.44386315578134306), row(1.9711471222226304, 0.7849495731579118)),
                reference("alibi", row(1, 2), row(2.539573254033875, 0.4604267459661246), row(1.7966515043896232, 0.8039868924295192)),
                reference("rotary", row(1.5156305434565966, 1.1327897940712481), row(1.5225054614155482, 0.8864967231506713), row(1.212920393275089, 0.8300796438897404)),
                reference("linear", row(1.5288561906102756, 1.0728026757433464), row(1.5545939325209228, 0.9424224469436695), row(1.5432278211553159, 1)),
                reference("local-global", row(0.9118953158906569, 2.1633904081833455), row(0.5988879073202141, 0.8022241853595719), row(1.1697615493266569, 0.5), row(1.608859365013914, 0.2338180665773728), row(0.15857218493659292, 1.788570420084543)),
                reference("hard", row(1, 1), row(1, 1)),
                reference("channel",
                        row(0.6093175418435606, 0, 0, 1.2186350836871211, 0.6093175418435606, 0, 0, 1.8279526255306817, 0.6093175418435606),
                        row(0, 0.29133917497056444, 0, 0.29133917497056444, 1.1653566998822578, 0.29133917497056444, 0, 0.29133917497056444, 0)),
                reference("spatial",
                        row(0.5621765008857981, 0, 0, 1.4218990052500078, 0.8698915256370021, 0, 0, 2.429995301954061, 0.5498339973124778),
                        row(0, 0.549833997312478, 0, 0.7109495026250039, 3.4795661025480085, 0.5374298453437496, 0, 0.8099984339846871, 0)),
                reference("temporal", row(0.2760271105951831, -0.026214272559460162)));
    }

    private static Arguments reference(String mechanism, double[]... rows) {
        return Arguments.of(mechanism, DoubleMatrix.of(rows));
    }

    private static double[] row(double... numbers) {
        return numbers;
    }

    @ParameterizedTest
    @MethodSource("references")
    void outputIsTheReference(String mechanism, DoubleMatrix expected) {
        assertMatrix(expected, Mechanisms.find(mechanism).orElseThrow().evaluate().output().value());
    }

    @Test
    void everyMechanismHasAReference() {
        assertEquals(
                all().stream().map(Mechanism::id).sorted().toList(),
                references().map(one -> (String) one.get()[0]).sorted().toList());
    }

    /// Q = (1, 0), K = (1, 1), (0, 2), (−1, 1): the scores are 1, 0 and −1, over √2.
    @Test
    void scaledDotProductByHand() {
        Evaluation made = Mechanisms.scaled().evaluate();
        double up = Math.exp(1 / Math.sqrt(2));
        double sum = up + 1 + 1 / up;
        assertArrayEquals(new double[] {1, 0, -1, 1, 2, 1, 2, 2, 0}, made.get("scores").value().values());
        assertMatrix(DoubleMatrix.row(up / sum, 1 / sum, 1 / up / sum), firstRow(made.get("weights")));
        // V = (1, 2), (3, 0), (0, 1)
        assertMatrix(DoubleMatrix.row((up + 3) / sum, (2 * up + 1 / up) / sum), firstRow(made.get("output")));
    }

    /// h = (1, ½) with the states (1, 1), (0, 1), (2, −1): 1½, ½ and 1½.
    @Test
    void dotProductByHand() {
        Evaluation made = run("dot");
        double e = Math.E;
        assertMatrix(DoubleMatrix.row(1.5, 0.5, 1.5), firstRow(made.get("scores")));
        assertMatrix(DoubleMatrix.row(3 * e / (2 * e + 1), 1 / (2 * e + 1)), firstRow(made.get("output")));
    }

    /// W₁q = (1, −1); W₂k of (1, 0) is (½, 1): v = (1, −½) over tanh(1½) and tanh(0).
    @Test
    void additiveScoreByHand() {
        assertEquals(Math.tanh(1.5), run("additive").get("scores").value().at(0, 0), EXACT);
    }

    /// φ(1) = 2, φ(0) = 1, φ(−1) = 1/e: keys (2, 2), (1, 3), (1/e, 2), the first query (2, 1).
    @Test
    void linearAttentionByHand() {
        double first = 2 * 2 + 2;
        double second = 2 + 3;
        double third = 2 / Math.E + 2;
        double sum = first + second + third;
        assertMatrix(DoubleMatrix.row(first / sum, second / sum, third / sum), firstRow(run("linear").get("implied-weights")));
        assertMatrix(DoubleMatrix.row((first + 3 * second) / sum, (2 * first + third) / sum), firstRow(run("linear").output()));
    }

    /// At position 1 a pair is turned by 1, at position 0 not at all.
    @Test
    void rotationByHand() {
        DoubleMatrix turned = run("rotary").get("rotated-queries").value();
        assertMatrix(DoubleMatrix.of(row(1, 0), row(Math.cos(1), Math.sin(1)), row(Math.cos(2), Math.sin(2))), turned);
    }

    @Test
    void rotaryScoresDependOnTheDistanceAlone() {
        Mechanism rotary = Mechanisms.find("rotary").orElseThrow();
        Settings usual = Settings.usual(rotary.parameters());
        Evaluation far = rotary.evaluate(rotary.usualInputs(), usual.with("first-position", 1000), Labels.NONE);
        DoubleMatrix near = rotary.evaluate().get("scores").value();
        for (int i = 0; i < 9; i++) {
            assertEquals(near.values()[i], far.get("scores").value().values()[i], 1e-9);
        }
    }

    /// Means of 8/9 and 8/9: the one hidden number is 4/9.
    @Test
    void channelGatesByHand() {
        DoubleMatrix gates = run("channel").get("gates").value();
        assertMatrix(DoubleMatrix.column(1 / (1 + Math.exp(-4.0 / 9)), 1 / (1 + Math.exp(8.0 / 9))), gates);
    }

    @Test
    void bucketsAreThoseOfTheReference() {
        int[] expected = {3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 2, 2, 2, 2, 1, 0, 5, 6, 6, 6, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7};
        int[] buckets = IntStream.rangeClosed(-20, 20).map(distance -> PositionalBias.bucket(distance, 8, 16)).toArray();
        assertArrayEquals(expected, buckets);
    }

    @Test
    void summedHeadsAreShownBesideWhatTheyShouldBe() {
        Mechanism heads = Mechanisms.find("multi-head").orElseThrow();
        Evaluation made = heads.evaluate(heads.usualInputs(), Settings.usual(heads.parameters()).with("combine", "sum"), Labels.NONE);
        DoubleMatrix sum = DoubleMatrix.of(
                row(2.0055604633989295, 1.9944395366010705), row(0.4482720295221311, 3.6996750964141043), row(1.2614630849974042, 2.98656937446977));
        assertMatrix(sum, made.get("sum").value());
        assertMatrix(sum, made.get("sum-as-projection").value());
        assertMatrix(run("multi-head").output().value(), made.get("projected").value());
        assertMatrix(
                DoubleMatrix.of(row(-0.6016681390196787, -2.3955516292808565), row(-0.1080949828304168, -3.954291046378393), row(-0.331287588838595, -3.5664661928608252)),
                made.get("difference").value());
    }

    @Test
    void oneGroupIsMultiQueryAndAsManyGroupsAsHeadsIsMultiHead() {
        Mechanism grouped = Mechanisms.find("grouped-query").orElseThrow();
        Mechanism query = Mechanisms.find("multi-query").orElseThrow();
        Settings settings = Settings.usual(grouped.parameters()).with("heads", 2);
        assertMatrix(
                query.evaluate().output().value(),
                grouped.evaluate(query.usualInputs(), settings.with("groups", 1), Labels.NONE).output().value());
        assertMatrix(
                run("multi-head").output().value(),
                grouped.evaluate(Mechanisms.find("multi-head").orElseThrow().usualInputs(), settings.with("groups", 2), Labels.NONE)
                        .output().value());
    }

    @Test
    void groupsThatHeadsCannotShareEvenlyAreRefused() {
        Mechanism grouped = Mechanisms.find("grouped-query").orElseThrow();
        Settings three = Settings.usual(grouped.parameters()).with("groups", 3);
        ProblemException refused = assertThrows(ProblemException.class, () -> grouped.evaluate(grouped.usualInputs(), three, Labels.NONE));
        assertEquals(
                "4 heads cannot share 3 groups of keys and values: each group serves as many heads. Choose groups that 4 can be divided"
                        + " by; what was there stays.",
                refused.sentence(Messages.ENGLISH));
    }

    @Test
    void sampledKeysComeAsOftenAsTheirWeights() {
        Mechanism hard = Mechanisms.find("hard").orElseThrow();
        Settings sampled = Settings.usual(hard.parameters()).with("choose", "sampled");
        double[] counts = new double[3];
        int draws = 2000;
        for (int seed = 0; seed < draws; seed++) {
            DoubleMatrix chosen = hard.evaluate(hard.usualInputs(), sampled.with("seed", seed), Labels.NONE).get("chosen").value();
            assertEquals(1, Arrays.stream(chosen.values(), 0, 3).sum());
            for (int key = 0; key < 3; key++) {
                counts[key] += chosen.at(0, key);
            }
        }
        double[] weights = {0.2586495103173842, 0.362829706311689, 0.3785207833709268};
        for (int key = 0; key < 3; key++) {
            // Three standard deviations of so many draws.
            assertEquals(weights[key], counts[key] / draws, 3 * Math.sqrt(weights[key] * (1 - weights[key]) / draws));
        }
    }

    @Test
    void gatesOfAnLstmByHand() {
        Evaluation made = run("temporal");
        // x = (1, 0): the input gate is σ(1), the candidate tanh(1), the output gate σ(0.5); nothing to forget yet.
        double cell = sigmoid(1) * Math.tanh(1);
        assertEquals(sigmoid(1), made.get("lstm-input").value().at(0, 0), EXACT);
        assertEquals(Math.tanh(1), made.get("lstm-candidate").value().at(0, 0), EXACT);
        assertEquals(cell, made.get("lstm-cell").value().at(0, 0), EXACT);
        assertEquals(sigmoid(0.5) * Math.tanh(cell), made.get("forward").value().at(0, 0), EXACT);
        Quantity memory = made.get("lstm-cell");
        assertTrue(memory.origin(1, 0).cells().stream().anyMatch(one -> one.of() == memory && one.row() == 0), "the cell before");
        Quantity gate = made.get("lstm-forget");
        assertTrue(gate.origin(1, 0).cells().stream().anyMatch(one -> one.of() == made.get("forward") && one.row() == 0), "the state before");
        assertFalse(gate.origin(0, 0).cells().stream().anyMatch(one -> one.of() == made.get("forward")));
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    @Test
    void fullyMaskedRowIsZeroAndSaysWhy() {
        Mechanism padding = Mechanisms.find("padding").orElseThrow();
        Evaluation made = padding.evaluate(
                padding.usualInputs(), Settings.usual(padding.parameters()).with("padding", 3), Labels.NONE);
        assertArrayEquals(new double[9], made.get("weights").value().values());
        assertArrayEquals(new double[6], made.output().value().values());
        assertEquals(Phrase.of("lab.remark.nothing-visible"), made.get("weights").remark(0, 0));
        assertEquals(Phrase.of("lab.remark.padding", 3), made.get("masked").remark(0, 2));
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyCellIsWhatItsOriginSaysAndCameFromCellsBeforeIt(Mechanism mechanism) {
        Evaluation made = mechanism.evaluate();
        Set<Quantity> before = new HashSet<>();
        // The gates of an LSTM came from its states at the step before.
        List<Quantity> states =
                made.quantities().stream().filter(one -> Set.of("forward", "backward").contains(one.name().key())).toList();
        for (Quantity quantity : made.quantities()) {
            Set<Quantity> known = new HashSet<>(before);
            known.add(quantity);
            known.addAll(states);
            forEachCell(quantity, (row, column) -> {
                Expression origin = quantity.origin(row, column);
                assertEquals(quantity.value().at(row, column), origin.value(), EXACT, quantity.name() + " " + row + " " + column);
                assertTrue(known.containsAll(origin.cells().stream().map(Cell::of).toList()), quantity.name()::toString);
            });
            before.add(quantity);
        }
    }

    /// What is lit when a cell is pointed at is what changes it: all cells that are not lit may be changed without effect.
    @ParameterizedTest
    @MethodSource("all")
    void everyInputReachesTheOutput(Mechanism mechanism) {
        Evaluation made = mechanism.evaluate();
        Set<Quantity> reached = new HashSet<>();
        for (Quantity quantity : made.quantities().reversed()) {
            boolean wanted = quantity == made.output() || reached.contains(quantity);
            forEachCell(quantity, (row, column) -> {
                if (wanted) {
                    quantity.origin(row, column).cells().forEach(cell -> reached.add(cell.of()));
                }
            });
        }
        assertEquals(List.of(), made.quantities().stream().filter(one -> one.isInput() && !reached.contains(one)).toList());
    }

    @ParameterizedTest
    @MethodSource("all")
    void weightsAreSharesWhateverTheNumbers(Mechanism mechanism) {
        Random random = new Random(7);
        for (int round = 0; round < 20; round++) {
            Map<String, DoubleMatrix> inputs = new HashMap<>();
            mechanism.inputs().forEach(input -> inputs.put(input.name(), input.usual().map(_ -> 20 * random.nextGaussian())));
            Evaluation made = mechanism.evaluate(inputs, Settings.usual(mechanism.parameters()), Labels.NONE);
            for (Quantity quantity : made.quantities()) {
                if (Set.of("weights", "implied-weights", "chosen").contains(quantity.name().key())) {
                    assertShares(quantity.value());
                }
            }
        }
    }

    /// Shapes and settings that nobody thought of work, or are refused in words; there is no third way.
    @ParameterizedTest
    @MethodSource("all")
    void everyShapeAndSettingWorksOrIsRefusedInWords(Mechanism mechanism) {
        Random random = new Random(11);
        int worked = 0;
        for (int round = 0; round < 300; round++) {
            Map<String, DoubleMatrix> inputs = new HashMap<>(mechanism.usualInputs());
            for (Mechanism.Input input : mechanism.inputs()) {
                if (random.nextInt(3) == 0) {
                    int columns = random.nextBoolean() ? input.usual().columns() : 1 + random.nextInt(9);
                    inputs.put(input.name(), DoubleMatrix.filled(1 + random.nextInt(9), columns, (_, _) -> random.nextGaussian()));
                }
            }
            Settings settings = Settings.usual(mechanism.parameters());
            for (Parameter parameter : mechanism.parameters()) {
                settings = settings.with(parameter.id(), random.nextInt(12) - 1);
            }
            try {
                Evaluation made = mechanism.evaluate(inputs, settings, Labels.NONE);
                worked++;
                made.quantities().forEach(quantity -> assertTrue(
                        Arrays.stream(quantity.value().values()).noneMatch(Double::isNaN), () -> mechanism.id() + " " + quantity));
            } catch (ProblemException refused) {
                assertFalse(refused.sentence(Messages.ENGLISH).isBlank());
            }
        }
        assertTrue(worked > 0, mechanism.id());
    }

    private static void assertShares(DoubleMatrix weights) {
        for (int row = 0; row < weights.rows(); row++) {
            int at = row;
            double[] shares = IntStream.range(0, weights.columns()).mapToDouble(column -> weights.at(at, column)).toArray();
            assertTrue(Arrays.stream(shares).allMatch(share -> share >= 0 && share <= 1), () -> Arrays.toString(shares));
            assertEquals(1, Arrays.stream(shares).sum(), 1e-9);
        }
    }

    private static Evaluation run(String mechanism) {
        return Mechanisms.find(mechanism).orElseThrow().evaluate();
    }

    private static DoubleMatrix firstRow(Quantity quantity) {
        return DoubleMatrix.row(Arrays.copyOf(quantity.value().values(), quantity.columns().length()));
    }

    private interface CellCheck {
        void at(int row, int column);
    }

    private static void forEachCell(Quantity quantity, CellCheck check) {
        for (int row = 0; row < quantity.rows().length(); row++) {
            for (int column = 0; column < quantity.columns().length(); column++) {
                check.at(row, column);
            }
        }
    }

    private static void assertMatrix(DoubleMatrix expected, DoubleMatrix actual) {
        assertEquals(expected.shape(), actual.shape());
        for (int i = 0; i < expected.values().length; i++) {
            assertEquals(expected.values()[i], actual.values()[i], EXACT, "number " + i + " of " + actual);
        }
    }
}
