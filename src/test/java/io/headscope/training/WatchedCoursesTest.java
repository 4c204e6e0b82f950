package io.headscope.training;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.IndexRange;
import io.headscope.attention.Trace;
import io.headscope.engine.djl.DjlTrainer;
import io.headscope.model.Trainer;
import io.headscope.training.HeadScores.Measure;
import io.headscope.training.course.NucleiSegformer;
import io.headscope.training.course.SpokenDigits;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What courses over pictures and sounds watch, kept before their first step.
final class WatchedCoursesTest {

    @TempDir
    Path folder;

    @Test
    void aListenerIsWatchedOnDigitsWhoseTimesAreKnown() throws IOException {
        for (int i = 0; i < 20; i++) {
            Files.write(folder.resolve(i % 10 + "_nobody_" + i + ".wav"), tone(i));
        }
        Course course = new SpokenDigits(folder);
        KeptHeads kept = kept(course, course.starts());
        SortedMap<HeadAddress, Double> alignment = kept.scores(0).of(Measure.ALIGNMENT);
        try (Trace trace = kept.trace(0, 0)) {
            AttentionSite cross = alignment.firstKey().site();
            // Frames begin every 20 ms: those that overlap 0.07 to 0.50 s and 0.58 to 0.95 s are some 22 and 19 of 150.
            assertEquals(150, trace.map(cross).keys());
        }
        assertAll(
                () -> assertEquals(8, alignment.size(), "two layers of four heads"),
                () -> assertTrue(alignment.values().stream().allMatch(share -> share > 0.01 && share < 0.6), alignment::toString),
                () -> assertEquals("four two", ((Watched.Shown) kept.inputs().getFirst().watched()).target()));
    }

    @Test
    void weightsOfManyPlacesAreKeptAsQueriesAndKeysAndComeOutAsTheyWere() throws IOException {
        for (int i = 0; i < 8; i++) {
            picture("p" + i + ".png");
            picture("p" + i + "_mask.png");
        }
        Course course = new NucleiSegformer(folder);
        Path model = folder.resolve("model");
        try (Trainer trainer = new DjlTrainer(course.network(), 1, course.starts())) {
            HeadKeeping.of(course, course.network(), model, 0).keep(0, trainer);
            KeptHeads kept = KeptHeads.of(model, course.network()).orElseThrow();
            assertTrue(Files.size(HeadFiles.of(model).resolve(HeadFiles.step(0))) < 4_000_000, "all weights would take 21 MB");
            try (Trace now = trainer.trace(kept.inputs().getFirst().input(), course.network().answer().outputs());
                    Trace read = kept.trace(0, 0)) {
                for (AttentionSite site : now.sites()) {
                    IndexRange queries = new IndexRange(100, 104);
                    IndexRange keys = new IndexRange(0, now.map(site).keys());
                    float[] wanted = new float[4 * keys.length()];
                    float[] given = new float[wanted.length];
                    for (int head = 0; head < site.heads(); head++) {
                        now.map(site).read(head, queries, keys, wanted);
                        read.map(site).read(head, queries, keys, given);
                        assertArrayEquals(wanted, given, 1e-3f, site + " " + head);
                    }
                }
            }
        }
    }

    private KeptHeads kept(Course course, java.util.Map<String, io.headscope.attention.FloatTensor> starts) {
        Path model = folder.resolve("model");
        try (Trainer trainer = new DjlTrainer(course.network(), 1, starts)) {
            HeadKeeping.of(course, course.network(), model, 0).keep(0, trainer);
        }
        return KeptHeads.of(model, course.network()).orElseThrow();
    }

    private void picture(String name) throws IOException {
        ImageIO.write(new BufferedImage(256, 256, BufferedImage.TYPE_INT_RGB), "png", folder.resolve(name).toFile());
    }

    private static byte[] tone(int digit) {
        int samples = 2000;
        ByteBuffer wave = ByteBuffer.allocate(44 + 2 * samples).order(ByteOrder.LITTLE_ENDIAN);
        wave.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + 2 * samples);
        wave.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16).putShort((short) 1).putShort((short) 1);
        wave.putInt(8000).putInt(16_000).putShort((short) 2).putShort((short) 16);
        wave.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(2 * samples);
        for (int i = 0; i < samples; i++) {
            wave.putShort((short) (9000 * Math.sin((digit + 2) * i / 20.0)));
        }
        return wave.array();
    }
}
