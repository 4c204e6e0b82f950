package io.headscope.training;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.headscope.analysis.HeadStatistics;
import io.headscope.analysis.HeadStatistics.Positions;
import io.headscope.app.FolderModel;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.Token;
import io.headscope.attention.Trace;
import io.headscope.engine.onnx.OnnxEngine;
import io.headscope.model.InputTensor;
import io.headscope.model.ModelInput;
import io.headscope.model.RunRequest;
import io.headscope.input.ModelInputs;
import io.headscope.session.Entered;
import io.headscope.task.Cancellation;
import io.headscope.training.data.TextCorpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// What the card of the sample model claims, measured again as it runs in the window: its loss on the text it was not
/// trained on, its heads on speeches written for this test.
final class SampleModelTest {

    private static final Path MODEL = Path.of("sample-models/shakespeare-gpt");
    private static final Path DATA = Path.of("../shared/data/tiny-shakespeare");
    private static final Path SPEECHES = Path.of("src/test/resources/texts/verses.txt");
    private static final int WINDOW = 256;

    private static TextCorpus corpus() {
        assumeTrue(
                Files.exists(DATA.resolve("input.txt")),
                "the text that the sample model was trained on is not beside this checkout: " + DATA);
        return TextCorpus.read(DATA);
    }

    @Test
    void predictsValidationTextAtOnePointSevenNatsACharacter() {
        String validation = corpus().validation();
        try (FolderModel model = FolderModel.open(MODEL, new OnnxEngine())) {
            List<Token> tokens = Objects.requireNonNull(model.tokenizer()).encode(validation, null).tokens();
            double nats = 0;
            for (int from = 1; from < tokens.size(); from += WINDOW) {
                nats += loss(model, tokens.subList(from, Math.min(tokens.size(), from + WINDOW)));
            }
            double perCharacter = nats / validation.length();
            assertTrue(perCharacter <= 1.70, perCharacter + " nats a character");
        }
    }

    /// Nats for all tokens of one window, the first predicted from the beginning of a text alone.
    private static double loss(FolderModel model, List<Token> window) {
        long[] ids = LongStream.concat(LongStream.of(0), window.stream().mapToLong(Token::id).limit(window.size() - 1))
                .toArray();
        ModelInput input = ModelInputs.of(model.network(), Map.of("input_ids", InputTensor.row(ids)), null);
        try (Trace trace = model.run(input, RunRequest.of("logits"), Cancellation.never())) {
            FloatTensor logits = trace.tensor("logits");
            double nats = 0;
            float[] row = new float[logits.length(1)];
            for (int i = 0; i < window.size(); i++) {
                logits.copy((long) i * row.length, row, 0, row.length);
                double sum = 0;
                for (float logit : row) {
                    sum += Math.exp(logit);
                }
                nats += Math.log(sum) - row[window.get(i).id()];
            }
            return nats;
        }
    }

    @Test
    void oneHeadLooksAtTheTokenBeforeAndOneAtTheFirstOrItself() throws IOException {
        List<String> speeches = List.of(Files.readString(SPEECHES).strip().split("\n\n"));
        Map<HeadAddress, DoubleSummaryStatistics> previous = new HashMap<>();
        Map<HeadAddress, DoubleSummaryStatistics> firstOrOwn = new HashMap<>();
        try (FolderModel model = FolderModel.open(MODEL, new OnnxEngine())) {
            for (String speech : speeches) {
                try (Trace trace = model.run(model.encode(Entered.of(speech)), RunRequest.of(), Cancellation.never())) {
                    for (HeadAddress head : heads(trace)) {
                        Positions positions = HeadStatistics.of(trace, head, Cancellation.never()).positions().orElseThrow();
                        previous.computeIfAbsent(head, _ -> new DoubleSummaryStatistics()).accept(positions.previous());
                        firstOrOwn.computeIfAbsent(head, _ -> new DoubleSummaryStatistics()).accept(positions.firstOrOwn());
                    }
                }
            }
        }
        assertTrue(best(previous) >= 0.5, "previous " + best(previous));
        assertTrue(best(firstOrOwn) >= 0.5, "first or own " + best(firstOrOwn));
    }

    private static List<HeadAddress> heads(Trace trace) {
        return trace.sites().stream()
                .flatMap(site -> IntStream.range(0, site.heads()).mapToObj(site::head))
                .toList();
    }

    private static double best(Map<HeadAddress, DoubleSummaryStatistics> means) {
        return means.values().stream().mapToDouble(DoubleSummaryStatistics::getAverage).max().orElseThrow();
    }
}
