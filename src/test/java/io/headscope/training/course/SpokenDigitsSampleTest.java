package io.headscope.training.course;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.headscope.app.FolderModel;
import io.headscope.attention.AttentionMap;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.IndexRange;
import io.headscope.attention.Trace;
import io.headscope.engine.onnx.OnnxEngine;
import io.headscope.generation.Choice;
import io.headscope.generation.Written;
import io.headscope.input.Medium;
import io.headscope.model.ModelInput;
import io.headscope.model.RunRequest;
import io.headscope.session.Entered;
import io.headscope.task.Cancellation;
import io.headscope.training.data.SpokenDigit;
import io.headscope.training.data.SpokenRow;
import io.headscope.measure.ErrorRate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What the card of spoken-digits claims, measured again as it runs in the window, on rows of recordings kept aside.
final class SpokenDigitsSampleTest {

    private static final Path MODEL = Path.of("sample-models/spoken-digits");
    private static final Path DATA = Path.of("../shared/data/spoken-digits");
    private static final int ROWS = 160;
    private static final List<String> WORDS =
            List.of("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine");

    /// Rows of one to four digits, a tenth of a second between two.
    private static List<List<SpokenDigit>> rows() {
        assumeTrue(Files.exists(DATA), "the recordings that the sample model was trained on are not beside this checkout: " + DATA);
        List<SpokenDigit> aside = SpokenDigit.split(DATA).validation();
        Random random = new Random(11);
        List<List<SpokenDigit>> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            String speaker = aside.get(random.nextInt(aside.size())).speaker();
            List<SpokenDigit> own = aside.stream().filter(digit -> digit.speaker().equals(speaker)).toList();
            rows.add(IntStream.rangeClosed(0, i % 4).mapToObj(_ -> own.get(random.nextInt(own.size()))).toList());
        }
        return rows;
    }

    private static ModelInput heard(FolderModel model, List<SpokenDigit> row) {
        return model.encode(new Entered("", null, null, new Medium.Sound("row.wav", new SpokenRow(row, 0.1).sound(), Optional.empty())));
    }

    private static Written written(FolderModel model, ModelInput heard) {
        return model.write(heard, model.habits().wish(Choice.GREEDY, 7), _ -> {}, Cancellation.never());
    }

    @Test
    void fewerThanOneDigitInTwentyIsMistaken() {
        ErrorRate errors = new ErrorRate();
        List<List<SpokenDigit>> rows = rows();
        try (FolderModel model = FolderModel.open(MODEL, new OnnxEngine())) {
            for (List<SpokenDigit> row : rows) {
                String text = model.text(written(model, heard(model, row)).ids()).strip();
                List<String> said = row.stream().map(digit -> WORDS.get(digit.label())).toList();
                errors.add(text.isEmpty() ? List.of() : List.of(text.split(" ")), said);
            }
        }
        assertTrue(errors.value() <= 0.05, () -> errors.errors() + " of " + errors.said());
    }

    /// From one digit to the next, the middle of what the best head attends to, when it writes them, goes on in time.
    @Test
    void crossAttentionFollowsTime() {
        Map<String, Integer> forwards = new HashMap<>();
        int all = 0;
        List<List<SpokenDigit>> rows = rows();
        try (FolderModel model = FolderModel.open(MODEL, new OnnxEngine())) {
            for (List<SpokenDigit> row : rows) {
                Written written = written(model, heard(model, row));
                int digits = (int) written.ids().stream().filter(id -> id > 1).count();
                all += Math.max(0, digits - 1);
                try (Trace trace = model.run(written.input(), RunRequest.of(), Cancellation.never())) {
                    count(trace, digits, forwards);
                }
            }
        }
        double best = forwards.values().stream().mapToInt(i -> i).max().orElse(0) / (double) all;
        assertTrue(best >= 0.95, forwards + " of " + all);
    }

    private static void count(Trace trace, int digits, Map<String, Integer> forwards) {
        for (AttentionSite site : trace.sites()) {
            if (site.kind() != AttentionSite.Kind.CROSS) {
                continue;
            }
            AttentionMap map = trace.map(site);
            for (int head = 0; head < map.heads(); head++) {
                double before = -1;
                for (int row = 0; row < digits; row++) {
                    double middle = middle(map, head, row);
                    if (row > 0) {
                        forwards.merge(site.layer() + "." + head, middle > before ? 1 : 0, Integer::sum);
                    }
                    before = middle;
                }
            }
        }
    }

    /// The mean place of what a row attends to.
    private static double middle(AttentionMap map, int head, int row) {
        float[] weights = new float[map.keys()];
        map.read(head, new IndexRange(row, row + 1), IndexRange.upTo(map.keys()), weights);
        return IntStream.range(0, weights.length).mapToDouble(key -> key * (double) weights[key]).sum();
    }
}
