package io.headscope.app;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.headscope.engine.onnx.OnnxEngine;
import io.headscope.evaluation.Evaluation;
import io.headscope.evaluation.Part;
import io.headscope.measure.Otsu;
import io.headscope.measure.Overlap;
import io.headscope.session.Examined;
import io.headscope.task.Cancellation;
import io.headscope.task.Progress;
import io.headscope.training.data.Micrograph;
import io.headscope.training.data.Split;
import io.headscope.training.data.Viewer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the cards of the sample models claim, measured again on the data kept aside. Translations, spoken digits and plays have
/// tests of their own. Where the data is not at hand, nothing is measured.
final class CardFiguresTest {

    private static final Path SAMPLES = Path.of("sample-models");
    private static final Path DATA = Path.of("../shared/data");

    @ParameterizedTest
    @CsvSource({
        "sentiment-bilstm, sentiment-uci, accuracy,    100, 84.6 %, 1",
        "sentiment-encoder, sentiment-uci, accuracy,   100, 84.8 %, 1",
        "babi-qa,          babi-qa,       exact_match, 100,  100 %, 0",
        "digits-vit,       mnist,         accuracy,    100, 97.9 %, 1",
        "films,            movietweetings, hit_rate_10,  1,  0.238, 3",
        "nuclei-segformer, nuclei,        dice,          1,  0.912, 3"
    })
    void theFigureOfTheCardIsReached(String name, String data, String measure, double unit, String card, int places) throws IOException {
        double value = measure(name, data, measure);
        assertAll(
                () -> assertTrue(Files.readString(SAMPLES.resolve(name).resolve("README.md")).contains("**" + card + "**"), "the card says " + card),
                () -> assertEquals(card.replace(" %", ""), String.format(Locale.ROOT, "%." + places + "f", unit * value)));
    }

    @Test
    void whatToWatchNextIsGuessedBetterThanByPopularity() {
        double model = measure("films", "movietweetings", "hit_rate_10");
        double popular = popular(Viewer.split(DATA.resolve("movietweetings")));
        assertEquals(0.177, popular, 5e-4, "as the card says");
        assertTrue(model >= 1.3 * popular, model + " against " + popular);
    }

    @Test
    void nucleiAreFoundBetterThanByOtsusThreshold() {
        double model = measure("nuclei-segformer", "nuclei", "dice");
        double otsu = Micrograph.split(DATA.resolve("nuclei")).validation().stream()
                .mapToDouble(picture -> Overlap.of(Otsu.foreground(picture.image()), picture.nuclei()).dice())
                .average()
                .orElseThrow();
        assertEquals(0.882, otsu, 5e-4, "as the card says");
        assertTrue(model > otsu, model + " against " + otsu);
    }

    /// The share of viewers whose last film is among the ten that most of the others have rated and they had not seen.
    private static double popular(Split<Viewer> split) {
        Map<String, Integer> counts = new HashMap<>();
        split.training().forEach(viewer -> viewer.films().forEach(film -> counts.merge(film, 1, Integer::sum)));
        Set<String> known = new HashSet<>(counts.keySet());
        known.removeIf(film -> count(counts, film) < 5);
        List<String> ranked = known.stream()
                .sorted(Comparator.<String>comparingInt(film -> count(counts, film)).reversed().thenComparing(film -> film))
                .toList();
        List<List<String>> asked = split.validation().stream()
                .map(viewer -> viewer.films().stream().filter(known::contains).toList())
                .filter(films -> films.size() >= 5)
                .toList();
        long hits = asked.stream()
                .filter(films -> ranked.stream()
                        .filter(film -> !films.subList(0, films.size() - 1).contains(film))
                        .limit(10)
                        .toList()
                        .contains(films.getLast()))
                .count();
        return hits / (double) asked.size();
    }

    private static int count(Map<String, Integer> counts, String film) {
        return Objects.requireNonNull(counts.get(film));
    }

    private static double measure(String name, String data, String measure) {
        Path folder = DATA.resolve(data);
        assumeTrue(Files.isDirectory(folder), () -> folder + " is not here: the figures of " + name + " are not measured again");
        try (FolderModel model = FolderModel.open(SAMPLES.resolve(name), new OnnxEngine())) {
            return Objects.requireNonNull(
                    Evaluation.run(new Examined(model), folder, Part.VALIDATION, Progress.NONE, Cancellation.never()).measures().get(measure));
        }
    }
}
