package io.headscope.training.course;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.training.data.Review;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReviewTeacherTest {

    private static final List<Review> REVIEWS = List.of(
            new Review("a delightful meal", 1),
            new Review("not disappointing", 1),
            new Review("the staff delighted us", 1),
            new Review("a disappointing meal", 0),
            new Review("the staff disappointed us", 0),
            new Review("not delightful", 0));

    private final ReviewTeacher teacher = new ReviewTeacher(REVIEWS);

    @Test
    void whatItHasReadItKnows() {
        REVIEWS.forEach(review -> assertEquals(review.label(), teacher.praise(review.text()) > 0.5 ? 1 : 0, review::text));
    }

    @Test
    void wordsItHasNeverReadAreKnownByTheirLetters() {
        assertTrue(teacher.praise("the meal delights") > 0.5);
        assertTrue(teacher.praise("the meal disappoints") < 0.5);
        assertTrue(teacher.evidenceOf("delights") > 0);
        assertTrue(teacher.evidenceOf("disappoints") < 0);
    }

    @Test
    void aTextOfNothingKnownIsAsLikelyAsAny() {
        assertEquals(0.5, teacher.praise(""), 0.05);
        assertEquals(0, teacher.evidenceOf("北京"));
    }
}
