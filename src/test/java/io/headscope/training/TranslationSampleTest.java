package io.headscope.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.headscope.app.FolderModel;
import io.headscope.attention.AttentionMap;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.IndexRange;
import io.headscope.attention.Stack;
import io.headscope.attention.Token;
import io.headscope.attention.TokenSpan;
import io.headscope.attention.Trace;
import io.headscope.engine.onnx.OnnxEngine;
import io.headscope.generation.Choice;
import io.headscope.model.RunRequest;
import io.headscope.session.Entered;
import io.headscope.task.Cancellation;
import io.headscope.training.data.SentencePair;
import io.headscope.measure.Bleu;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What the card of translate-en-zh claims, measured again as it runs in the window.
final class TranslationSampleTest {

    private static final Path MODEL = Path.of("sample-models/translate-en-zh");
    private static final Path DATA = Path.of("../shared/data/translation-en-zh");
    private static final Path PAIRS = Path.of("src/test/resources/texts/word-pairs.tsv");
    private static final int SENTENCES = 100;

    /// A word and its translation, in sentences written for this test and aligned by hand.
    private record Aligned(String source, String target, String word, String translation) {}

    private static List<Aligned> aligned() throws IOException {
        return Files.readAllLines(PAIRS).stream()
                .map(line -> line.split("\t"))
                .map(parts -> new Aligned(parts[0], parts[1], parts[2], parts[3]))
                .toList();
    }

    /// The cross-attention of the row that writes a word: of its pieces' rows the mean; its strongest key, the end of the
    /// sentence left out, should be a piece of the word it translates. Counted for the best head.
    @Test
    void theBestHeadAlignsSixOfTenWordsAsByHand() throws IOException {
        List<Aligned> pairs = aligned();
        assertEquals(40, pairs.size());
        Map<String, Integer> right = new HashMap<>();
        try (FolderModel model = FolderModel.open(MODEL, new OnnxEngine())) {
            for (Aligned pair : pairs) {
                Entered entered = new Entered(pair.source, null, pair.target, null);
                try (Trace trace = model.run(model.encode(entered), RunRequest.of(), Cancellation.never())) {
                    count(trace, pair, right);
                }
            }
        }
        int best = right.values().stream().mapToInt(i -> i).max().orElse(0);
        assertTrue(best >= 0.6 * pairs.size(), right::toString);
    }

    private static void count(Trace trace, Aligned pair, Map<String, Integer> right) {
        List<Token> read = trace.tokens(Stack.ENCODER);
        List<Integer> keys = over(read, pair.source, pair.word);
        // What stands at a place in the decoder was written by the row before.
        List<Integer> rows = over(trace.tokens(Stack.DECODER), pair.target, pair.translation).stream().map(at -> at - 1).toList();
        assertTrue(!keys.isEmpty() && !rows.isEmpty(), pair::toString);
        for (AttentionSite site : trace.sites()) {
            if (site.kind() != AttentionSite.Kind.CROSS) {
                continue;
            }
            AttentionMap map = trace.map(site);
            for (int head = 0; head < map.heads(); head++) {
                float[] sum = new float[map.keys()];
                for (int row : rows) {
                    float[] one = new float[map.keys()];
                    map.read(head, new IndexRange(row, row + 1), IndexRange.upTo(map.keys()), one);
                    IntStream.range(0, sum.length).forEach(key -> sum[key] += one[key]);
                }
                int strongest = IntStream.range(0, read.size())
                        .filter(key -> !read.get(key).isSpecial())
                        .reduce((one, other) -> sum[other] > sum[one] ? other : one)
                        .orElseThrow();
                right.merge(site.layer() + "." + head, keys.contains(strongest) ? 1 : 0, Integer::sum);
            }
        }
    }

    /// The tokens that share a character with the first occurrence of a word.
    private static List<Integer> over(List<Token> tokens, String text, String word) {
        int start = text.indexOf(word);
        int end = start + word.length();
        return IntStream.range(0, tokens.size())
                .filter(at -> {
                    TokenSpan span = tokens.get(at).span();
                    return span != null && span.start() < end && span.end() > start;
                })
                .boxed()
                .toList();
    }

    @Test
    void translatesSentencesKeptAsideAtTwentyTwoCharacterBleu() {
        assumeTrue(Files.exists(DATA), "the sentences that the sample model was trained on are not beside this checkout: " + DATA);
        List<SentencePair> pairs = SentencePair.split(DATA).validation();
        Bleu bleu = new Bleu();
        try (FolderModel model = FolderModel.open(MODEL, new OnnxEngine())) {
            // Spread over all of them.
            for (int i = 0; i < SENTENCES; i++) {
                SentencePair pair = pairs.get(i * pairs.size() / SENTENCES);
                bleu.add(written(model, pair.source()), pair.target());
            }
        }
        assertTrue(bleu.value() >= 22, () -> "BLEU " + bleu.value());
    }

    private static String written(FolderModel model, String text) {
        return model.text(model.write(
                        model.encode(Entered.of(text)), model.habits().wish(Choice.GREEDY, 40), _ -> {}, Cancellation.never())
                .ids());
    }
}
