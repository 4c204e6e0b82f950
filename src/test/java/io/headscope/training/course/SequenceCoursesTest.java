package io.headscope.training.course;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.attention.FloatTensor;
import io.headscope.attention.HeadAddress;
import io.headscope.engine.djl.DjlTrainer;
import io.headscope.input.TextTokenizer;
import io.headscope.model.Trainer;
import io.headscope.task.Cancellation;
import io.headscope.task.Progress;
import io.headscope.training.Course;
import io.headscope.training.HeadScores.Measure;
import io.headscope.training.KeptHeads;
import io.headscope.training.Recipe;
import io.headscope.training.Training;
import io.headscope.training.TrainingOrder;
import io.headscope.training.TrainingRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The courses of the translator and the listener, on a handful of made-up examples.
final class SequenceCoursesTest {

    @TempDir
    Path folder;

    @Test
    void everyCrossHeadIsWatchedWhileATranslatorIsTrained() throws IOException {
        Files.writeString(
                folder.resolve("pairs.tsv"),
                "我有三本书她每天喝茶。".codePoints()
                        .boxed()
                        .flatMap(sign -> Stream.of("This", "That", "It", "What")
                                .map(word -> word + " is " + sign + ".\t" + Character.toString(sign) + "\tours"))
                        .collect(Collectors.joining("\n")));
        Course course = new TranslateEnZh(folder);
        Path model = folder.resolve("model");
        new Training(course, new TrainingOrder(model, 1, 2, null, null, true), DjlTrainer::new)
                .run(Cancellation.never(), Progress.NONE, new TrainingRun.Listener() {});
        KeptHeads kept = KeptHeads.of(model, course.network()).orElseThrow();
        Map<HeadAddress, Double> shares = kept.scores(2).of(Measure.ALIGNMENT);
        assertAll(
                () -> assertEquals(List.of(0, 1, 2), kept.steps()),
                () -> assertEquals(12, shares.size(), "3 layers of 4 heads"),
                () -> assertTrue(shares.values().stream().allMatch(share -> share >= 0 && share <= 1), shares::toString));
    }

    @Test
    void translatingOfOneSeedGivesTheSameWeights() throws IOException {
        pairs();
        Course course = new TranslateEnZh(folder);
        assertAll(
                () -> assertEquals(weights(course, 1), weights(new TranslateEnZh(folder), 1)),
                () -> assertNotEquals(weights(course, 1), weights(course, 2)),
                () -> assertTrue(course.baseline().value() >= 0));
    }

    private void pairs() throws IOException {
        List<String> subjects = List.of("I\t我", "You\t你", "He\t他", "She\t她");
        List<String> objects = List.of("tea\t茶", "milk\t牛奶", "water\t水", "rice\t米饭", "bread\t面包", "fish\t鱼", "soup\t汤");
        Files.writeString(
                folder.resolve("pairs.tsv"),
                subjects.stream()
                        .flatMap(subject -> objects.stream().map(object -> subject.split("\t")[0] + " like " + object.split("\t")[0] + ".\t"
                                + subject.split("\t")[1] + "喜欢" + object.split("\t")[1] + "。\tours"))
                        .collect(Collectors.joining("\n")));
    }

    @Test
    void listeningOfOneSeedGivesTheSameWeightsAndTheTokenizerNamesDigits() throws IOException {
        for (int i = 0; i < 40; i++) {
            beep(i % 10, i);
        }
        Course course = new SpokenDigits(folder);
        assertEquals(weights(course, 1), weights(new SpokenDigits(folder), 1));
        course.writeBeside(folder);
        try (TextTokenizer tokenizer = TextTokenizer.open(folder)) {
            List<Integer> ids = tokenizer.encode("seven zero", null).tokens().stream().map(token -> token.id()).toList();
            assertAll(
                    () -> assertEquals(List.of(9, 2, 0), ids),
                    () -> assertEquals(" seven zero", tokenizer.vocabulary().text(ids)));
        }
    }

    /// After two steps, as numbers.
    private static Map<String, List<Float>> weights(Course course, int seed) {
        Recipe recipe = course.usual().withSeed(seed);
        Trainer.Settings settings = new Trainer.Settings(seed, recipe.weightDecay(), recipe.smoothing());
        try (Trainer trainer = new DjlTrainer(course.network(), settings, course.starts())) {
            IntStream.range(0, 2).forEach(step -> trainer.step(course.batch(step, recipe), 1e-3));
            return trainer.weights().entrySet().stream()
                    .filter(weight -> weight.getKey().contains("layers.1."))
                    .collect(Collectors.toMap(Map.Entry::getKey, weight -> numbers(weight.getValue())));
        }
    }

    private static List<Float> numbers(FloatTensor weight) {
        float[] numbers = weight.toArray();
        return IntStream.range(0, numbers.length).mapToObj(i -> numbers[i]).toList();
    }

    private void beep(int digit, int number) throws IOException {
        int samples = 800;
        ByteBuffer wave = ByteBuffer.allocate(44 + 2 * samples).order(ByteOrder.LITTLE_ENDIAN);
        wave.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + 2 * samples);
        wave.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16).putShort((short) 1).putShort((short) 1);
        wave.putInt(8000).putInt(16_000).putShort((short) 2).putShort((short) 16);
        wave.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(2 * samples);
        IntStream.range(0, samples).forEach(i -> wave.putShort((short) (9000 * Math.sin((digit + 2) * i / 20.0))));
        Files.write(folder.resolve(digit + "_nobody_" + number + ".wav"), wave.array());
    }
}
