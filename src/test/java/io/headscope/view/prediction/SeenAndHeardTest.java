package io.headscope.view.prediction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.headscope.attention.FloatTensor;
import io.headscope.attention.Layout;
import io.headscope.attention.Layouts;
import io.headscope.attention.RgbImage;
import io.headscope.attention.Source;
import io.headscope.attention.Stack;
import io.headscope.attention.Trace;
import io.headscope.drawing.Role;
import io.headscope.message.Messages;
import io.headscope.view.Figures;
import io.headscope.view.prediction.Prediction.Named;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.jspecify.annotations.Nullable;

final class SeenAndHeardTest {

    private static final List<String> THINGS = List.of("sky", "sea", "ship");

    /// Sky above sea, a ship between them.
    private static final int[][] PLACES = {{0, 0, 0, 0}, {0, 2, 2, 0}, {1, 1, 1, 1}};

    @Test
    void everyClassHasItsShareOfThePicture() {
        Prediction prediction = seen(PLACES, null).shares(THINGS);
        assertEquals(
                List.of(new Named("sky", 0.5, Role.SERIES_1), new Named("sea", 4 / 12.0, Role.SERIES_2), new Named("ship", 2 / 12.0, Role.SERIES_3)),
                prediction.questions().getFirst().answers());
        Scene.Places places = Objects.requireNonNull(Objects.requireNonNull(prediction.scene()).places());
        assertEquals(Role.SERIES_3, places.role(1, 2));
        assertEquals(Role.SERIES_2, places.role(2, 3));
    }

    @Test
    void queriesThatFoundSomethingAreNamedWithWhatTheyFound() {
        Prediction prediction = boxes(null).found(List.of("cat", "dog"));
        List<Named> answers = prediction.questions().getFirst().answers();
        assertEquals(List.of("#2 · dog", "#3 · cat", "#1 · cat"), answers.stream().map(Named::text).toList());
        assertEquals(List.of(Role.SERIES_1, Role.SERIES_2, Role.RULE), answers.stream().map(Named::role).toList());
        Scene scene = Objects.requireNonNull(prediction.scene());
        assertEquals(0.75, scene.aspect());
        assertEquals(List.of("#2 · dog", "#3 · cat"), scene.found().stream().map(Scene.Found::text).toList());
        Layout.Area dog = scene.found().getFirst().area();
        assertEquals(List.of(0.25, 0.5, 0.5, 0.25), Stream.of(dog.x(), dog.y(), dog.width(), dog.height()).toList());
    }

    @Test
    void repeatedCharactersCountOnceAndBlanksPartThem() {
        String[] letters = {"<pad>", "|", "h", "e", "l", "o", "y"};
        int[] heard = {0, 2, 2, 3, 0, 4, 4, 0, 4, 5, 5, 1, 1, 6, 5, 0, 1};
        float[] logits = new float[heard.length * letters.length];
        IntStream.range(0, heard.length).forEach(i -> logits[i * letters.length + heard[i]] = 5);
        Prediction prediction = new SeenAndHeard(FloatTensor.of(logits, heard.length, letters.length), empty(), Messages.ENGLISH)
                .transcript(0, id -> letters[id]);
        assertEquals("Heard: hello yo", prediction.remark());
        float[] silence = new float[letters.length];
        silence[0] = 5;
        assertEquals(
                "Nothing is heard.",
                new SeenAndHeard(FloatTensor.of(silence, 1, letters.length), empty(), Messages.ENGLISH)
                        .transcript(0, id -> letters[id])
                        .remark());
    }

    @Test
    void aScoreIsAProbabilityOnlyWhereASigmoidMakesOneOfIt() {
        FloatTensor score = FloatTensor.of(new float[] {2}, 1);
        Prediction fits = new SeenAndHeard(score, empty(), Messages.ENGLISH).similarity(true);
        assertEquals(List.of(new Named("it fits", 1 / (1 + Math.exp(-2)))), fits.questions().getFirst().answers());
        assertNull(fits.remark());
        assertEquals(
                "The text scores 2.00 for this picture. Scores of several texts, or several pictures, can be compared; one alone says little.",
                new SeenAndHeard(score, empty(), Messages.ENGLISH).similarity(false).remark());
    }

    @Test
    void picturesToLookAt() throws IOException {
        Prediction places = seen(PLACES, photo()).shares(THINGS);
        Figures.save("prediction-places", PredictionLayout.layout(places, 0, Messages.ENGLISH).drawing());
        Figures.assertApproved("prediction-places", PredictionLayout.layout(places, 0, Messages.ENGLISH).drawing());
        Prediction found = boxes(photo()).found(List.of("cat", "dog"));
        Figures.save("prediction-found", PredictionLayout.layout(found, 0, Messages.CHINESE).drawing());
        Figures.assertApproved("prediction-found", PredictionLayout.layout(found, 0, Messages.CHINESE).drawing());
    }

    private static SeenAndHeard seen(int[][] classes, Source.@Nullable Picture picture) {
        float[] logits = new float[THINGS.size() * 12];
        IntStream.range(0, 12).forEach(place -> logits[classes[place / 4][place % 4] * 12 + place] = 1);
        return new SeenAndHeard(FloatTensor.of(logits, THINGS.size(), 3, 4), trace(Map.of(), picture), Messages.ENGLISH);
    }

    /// Two classes and nothing: query 2 is sure of a dog, 3 nearly of a cat, 1 of nothing.
    private static SeenAndHeard boxes(Source.@Nullable Picture picture) {
        FloatTensor logits = FloatTensor.of(new float[] {0, -1, 4, -2, 5, 0, 2, 0, 0}, 3, 3);
        FloatTensor boxes = FloatTensor.of(
                new float[] {0.1f, 0.1f, 0.1f, 0.1f, 0.5f, 0.625f, 0.5f, 0.25f, 0.2f, 0.25f, 0.3f, 0.4f}, 3, 4);
        return new SeenAndHeard(logits, trace(Map.of("pred_boxes", boxes), picture), picture == null ? Messages.ENGLISH : Messages.CHINESE);
    }

    /// Blue above green, of which the network sees all but a margin.
    private static Source.Picture photo() {
        byte[] rgb = new byte[12 * 9 * 3];
        for (int i = 0; i < 12 * 9; i++) {
            rgb[i * 3] = (byte) (i % 12 * 20);
            rgb[i * 3 + (i / 12 < 5 ? 2 : 1)] = (byte) 200;
        }
        return new Source.Picture(new RgbImage(12, 9, rgb), new Layout.Area(0.05, 0.05, 0.9, 0.9));
    }

    private static Trace empty() {
        return trace(Map.of(), null);
    }

    private static Trace trace(Map<String, FloatTensor> tensors, Source.@Nullable Picture picture) {
        Layout.Patches grid = new Layout.Patches(3, 4, 3, 4);
        return new Trace(
                Map.of(Stack.ENCODER, grid.tokens()),
                new Layouts(Stack.ENCODER, Layout.of(grid)),
                picture,
                new LinkedHashMap<>(),
                new LinkedHashMap<>(tensors),
                Arena.ofShared());
    }
}
