package io.headscope.training.course;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.headscope.app.FolderModel;
import io.headscope.attention.Trace;
import io.headscope.engine.onnx.OnnxEngine;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.RunRequest;
import io.headscope.session.Entered;
import io.headscope.task.Cancellation;
import io.headscope.training.data.Review;
import io.headscope.training.data.Split;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the cards of the two models for sentiment claim, measured again as they run in the window.
final class SentimentSampleTest {

    private static final Path MODELS = Path.of("sample-models");
    private static final Path DATA = Path.of("../shared/data/sentiment-uci");

    private static Split<Review> reviews() {
        assumeTrue(Files.exists(DATA), "the reviews that the sample models were trained on are not beside this checkout: " + DATA);
        return Review.split(DATA);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sentiment-bilstm", "sentiment-encoder"})
    void moreReviewsAreToldApartThanByNaiveBayes(String name) {
        Split<Review> reviews = reviews();
        assertEquals(408, reviews.validation().size());
        double simple = NaiveBayes.ofWords(reviews.training()).accuracy(reviews.validation());
        assertEquals(338 / 408.0, simple, 1e-12);
        int right = 0;
        try (FolderModel model = FolderModel.open(MODELS.resolve(name), new OnnxEngine())) {
            for (Review review : reviews.validation()) {
                right += answer(model, review.text()) == review.label() ? 1 : 0;
            }
        }
        assertTrue(right > 338, right + " of 408");
    }

    /// The class that is given; none where a text is too long, which counts as wrong.
    private static int answer(FolderModel model, String text) {
        try (Trace trace = model.run(model.encode(Entered.of(text)), RunRequest.of("logits"), Cancellation.never())) {
            return Classes.largest(trace.tensor("logits"), 0);
        } catch (ProblemException problem) {
            assertEquals(Problem.TEXT_TOO_LONG, problem.problem());
            return -1;
        }
    }
}
