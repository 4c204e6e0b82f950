package io.headscope.drawing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// A way from a number between 0 and 1 to a colour, in 256 steps, safe for colour-blind eyes; all but the diverging one
/// keep their order in grey. The numbers are in `resources/colormaps`.
public enum ColorMap {
    VIRIDIS("viridis"),
    MAGMA("magma"),
    CIVIDIS("cividis"),
    /// Diverging: a light middle between two hues.
    BLUE_ORANGE("blue-orange");

    /// The number of colours.
    public static final int STEPS = 256;

    private final String id;
    private final int[] argb;

    ColorMap(String id) {
        this.id = id;
        this.argb = read(id);
    }

    /// Its name in files, message keys and on the command line.
    public String id() {
        return id;
    }

    /// @param step from 0 to 255
    public Rgb color(int step) {
        return new Rgb(argb[step] & 0xFFFFFF);
    }

    /// The colour at `share` of the way.
    public Rgb at(double share) {
        return color(step(share));
    }

    /// 0xFFRRGGBB of a step.
    public int argb(int step) {
        return argb[step];
    }

    /// The step that stands for `share`; beyond the ends the end.
    public static int step(double share) {
        return (int) Math.clamp(share * STEPS, 0, STEPS - 1);
    }

    private static int[] read(String id) {
        String name = "/colormaps/" + id + ".txt";
        try (InputStream stream = Objects.requireNonNull(ColorMap.class.getResourceAsStream(name), name);
                BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            reader.readLine(); // where the numbers are from
            List<String> lines = reader.readAllLines();
            return lines.stream().mapToInt(line -> Rgb.of(line).argb()).toArray();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
