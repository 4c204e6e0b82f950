package io.headscope.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.message.Messages;
import io.headscope.message.ProblemException;
import io.headscope.task.Cancellation;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SamplePortraitsTest {

    @TempDir
    Path kept;

    @Test
    void everySampleHasItsWordsInBothLanguages() {
        for (Path sample : SampleModels.find()) {
            for (Messages words : List.of(Messages.ENGLISH, Messages.CHINESE)) {
                assertTrue(words.find("sample." + sample.getFileName() + ".task").isPresent(), () -> "sample." + sample.getFileName() + ".task=");
                assertTrue(words.find("sample." + sample.getFileName() + ".about").isPresent(), () -> "sample." + sample.getFileName() + ".about=");
            }
        }
    }

    @Test
    void aHeadIsDrawnOnceAndKept() throws IOException {
        SamplePortraits portraits = new SamplePortraits(kept.resolve("new"));
        Path sample = Path.of("sample-models", "digits-vit");
        Path picture = portraits.of(sample, Cancellation.never());
        BufferedImage image = Objects.requireNonNull(ImageIO.read(picture.toFile()));
        assertEquals(List.of(336, 336), List.of(image.getWidth(), image.getHeight()));
        long colours = IntStream.of(image.getRGB(0, 0, 336, 336, null, 0, 336)).distinct().count();
        assertTrue(colours > 20, colours + " colours");
        Files.writeString(picture, "kept");
        assertEquals("kept", Files.readString(portraits.of(sample, Cancellation.never())), "not drawn again");
    }

    @ParameterizedTest
    @ValueSource(strings = {"translate-en-zh", "spoken-digits"})
    void whoWritesIsDrawnOverWhatItHasWritten(String name) throws IOException {
        Path picture = new SamplePortraits(kept).of(Path.of("sample-models", name), Cancellation.never());
        BufferedImage image = Objects.requireNonNull(ImageIO.read(picture.toFile()));
        long colours = IntStream.of(image.getRGB(0, 0, 336, 336, null, 0, 336)).distinct().count();
        assertTrue(colours > 10, colours + " colours");
    }

    @Test
    void aModelThatHasChangedIsDrawnAnew() throws IOException {
        SamplePortraits portraits = new SamplePortraits(kept.resolve("new"));
        Path copy = Files.createDirectory(kept.resolve("digits-vit"));
        try (var files = Files.list(Path.of("sample-models", "digits-vit"))) {
            for (Path file : files.toList()) {
                Files.write(copy.resolve(file.getFileName()), Files.readAllBytes(file));
            }
        }
        Path before = portraits.of(copy, Cancellation.never());
        Files.setLastModifiedTime(copy.resolve("model.safetensors"), java.nio.file.attribute.FileTime.fromMillis(1_000_000));
        assertNotEquals(before, portraits.of(copy, Cancellation.never()));
        assertThrows(ProblemException.class, () -> portraits.of(kept.resolve("nothing"), Cancellation.never()));
    }
}
