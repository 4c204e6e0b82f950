package io.headscope.training.course;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
        for (Course course : List.of(new SentimentBiLstm(data), new SentimentEncoder(data))) {
            Batch one = course.batch(3, course.usual());
            assertBatch(one, course.batch(3, course.usual()));
            assertBatch(one, course.getClass() == SentimentBiLstm.class
                    ? new SentimentBiLstm(data).batch(3, course.usual())
                    : new SentimentEncoder(data).batch(3, course.usual()));
            assertEquals(64, one.targets().shape()[0], "32 reviews and as many that are made up");
        }
    }

    private static void assertBatch(Batch one, Batch other) {
        assertArrayEquals(one.targets().values(), other.targets().values());
        one.inputs().forEach((name, tensor) ->
                assertArrayEquals(tensor.values(), Objects.requireNonNull(other.inputs().get(name)).values(), name));
    }

    @Test
    void paddingIsMaskedAndNothingElse() {
        Batch batch = new SentimentBiLstm(data).batch(0, new SentimentBiLstm(data).usual());
        InputTensor ids = Objects.requireNonNull(batch.inputs().get("input_ids"));
        InputTensor mask = Objects.requireNonNull(batch.inputs().get("attention_mask"));
        for (int i = 0; i < ids.values().length; i++) {
            assertEquals(ids.values()[i] == WordPieces.PADDING ? 0 : 1, mask.values()[i]);
        }
    }

    @Test
    void embeddingsBeginWithWhatTheWordsSay() {
        Reviews reviews = new Reviews(data, pieces -> pieces, _ -> java.util.Map.of());
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
