package io.headscope.shell;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;

/// Digits to evaluate on: those that come along with `digits-vit`, each moved about, as far as it goes.
final class DigitData {

    private static final Path SAMPLE = Path.of("sample-models", "digits-vit");
    private static final List<String> PICTURES = List.of("three", "five", "seven");
    private static final List<Integer> LABELS = List.of(3, 5, 7);
    private static final int SIDE = 28;

    private DigitData() {}

    /// @param far how many pixels a digit is moved at most, in each of four directions
    static void write(Path folder, int far) throws IOException {
        int each = (2 * far + 1) * (2 * far + 1);
        try (DataOutputStream images = gzip(folder.resolve("images-idx3-ubyte.gz"));
                DataOutputStream labels = gzip(folder.resolve("labels-idx1-ubyte.gz"))) {
            images.writeInt(0x803);
            images.writeInt(each * PICTURES.size());
            images.writeInt(SIDE);
            images.writeInt(SIDE);
            labels.writeInt(0x801);
            labels.writeInt(each * PICTURES.size());
            for (int i = 0; i < PICTURES.size(); i++) {
                BufferedImage picture = ImageIO.read(SAMPLE.resolve(PICTURES.get(i) + ".png").toFile());
                for (int shift = 0; shift < each; shift++) {
                    write(picture.getRaster(), shift % (2 * far + 1) - far, shift / (2 * far + 1) - far, images);
                    labels.writeByte(LABELS.get(i));
                }
            }
        }
    }

    private static void write(Raster picture, int right, int down, OutputStream out) throws IOException {
        for (int i = 0; i < SIDE * SIDE; i++) {
            int x = i % SIDE - right;
            int y = i / SIDE - down;
            boolean within = x >= 0 && x < SIDE && y >= 0 && y < SIDE;
            out.write(within ? picture.getSample(x, y, 0) : 0);
        }
    }

    private static DataOutputStream gzip(Path file) throws IOException {
        return new DataOutputStream(new GZIPOutputStream(Files.newOutputStream(file)));
    }
}
