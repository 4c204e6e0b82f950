package io.headscope.training.course;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.attention.FloatTensor;
import io.headscope.model.InputTensor;
import io.headscope.model.Trainer.Batch;
import io.headscope.training.Course;
import io.headscope.training.data.Review;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the two networks for sentiment learn from.
final class ReviewsTest {

    @TempDir
    private Path data;

    @BeforeEach
    void writeReviews() throws IOException {
        for (String file : List.of("imdb_labelled.txt", "amazon_cells_labelled.txt", "yelp_labelled.txt")) {
            Files.writeString(data.resolve(file), IntStream.range(0, 20)
                    .mapToObj(i -> i % 2 == 0 ? "a lovely evening, number " + i + "\t1" : "an awful evening, number " + i + "\t0")
                    .collect(Collectors.joining("\n")));
        }
    }

    @Test
    void theSameSeedAndStepGiveTheSameBatch() {
        for (Course course : List.of(Sentiment.byBiLstm(data), Sentiment.byEncoder(data))) {
            Batch one = course.batch(3, course.usual());
            assertBatch(one, course.batch(3, course.usual()));
            Course again = course.name().equals("sentiment-bilstm") ? Sentiment.byBiLstm(data) : Sentiment.byEncoder(data);
            assertBatch(one, again.batch(3, course.usual()));
            assertEquals(64, one.targets().shape()[0], "8 reviews and 56 that are made up");
        }
    }

    private static void assertBatch(Batch one, Batch other) {
        assertArrayEquals(chances(one), chances(other));
        one.inputs().forEach((name, tensor) ->
                assertArrayEquals(tensor.values(), Objects.requireNonNull(other.inputs().get(name)).values(), name));
    }

    private static float[] chances(Batch batch) {
        return assertInstanceOf(InputTensor.Real.class, batch.targets()).numbers();
    }

    @Test
    void whatATeacherIsUnsureOfIsTaughtSo() {
        float[] chances = chances(Sentiment.byBiLstm(data).batch(0, Sentiment.byBiLstm(data).usual()));
        for (int i = 0; i < chances.length; i += 2) {
            assertEquals(1, chances[i] + chances[i + 1], 1e-6);
            assertTrue(chances[i] > 0 && chances[i] < 1, "nothing is certain");
        }
    }

    @Test
    void madeUpTextsHaveWordsThatNobodyWrote() {
        List<Review> reviews = List.of(new Review("lovely evening", 1), new Review("awful morning", 0));
        MadeUpTexts texts = new MadeUpTexts(reviews);
        Random random = new Random(1);
        List<String> words = IntStream.range(0, 500).boxed().flatMap(_ -> WordPieces.words(texts.next(random)).stream()).toList();
        long unwritten = words.stream().filter(word -> reviews.stream().noneMatch(review -> review.text().contains(word))).count();
        assertTrue(unwritten > 0.1 * words.size() && unwritten < 0.25 * words.size(), unwritten + " of " + words.size());
    }

    @Test
    void paddingIsMaskedAndNothingElse() {
        Batch batch = Sentiment.byBiLstm(data).batch(0, Sentiment.byBiLstm(data).usual());
        InputTensor ids = Objects.requireNonNull(batch.inputs().get("input_ids"));
        InputTensor mask = Objects.requireNonNull(batch.inputs().get("attention_mask"));
        for (int i = 0; i < ids.values().length; i++) {
            assertEquals(ids.values()[i] == WordPieces.PADDING ? 0 : 1, mask.values()[i]);
        }
    }

    @Test
    void embeddingsBeginWithWhatTheWordsSay() {
        Reviews reviews = new Reviews(Review.split(data), new SentimentBiLstm());
        FloatTensor table = reviews.knowing(4, 0.1);
        assertTrue(table.at(reviews.vocabulary().encode("lovely")[0] * 4L) > 0.3);
        assertTrue(table.at(reviews.vocabulary().encode("awful")[0] * 4L) < -0.3);
        assertEquals(0, table.at(reviews.vocabulary().encode("evening")[0] * 4L), 0.1);
    }

    @Test
    void pairsOfWordsSayWhatWordsAloneDoNot() {
        List<Review> reviews = List.of(
                new Review("not good", 0), new Review("good", 1), new Review("not bad", 1), new Review("bad", 0));
        assertEquals(0, NaiveBayes.ofWords(reviews).evidence("not good"), 1e-9);
        assertEquals(Math.log(0.5), NaiveBayes.ofPairs(reviews).evidence("not good"), 1e-9);
    }
}
