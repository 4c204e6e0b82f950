package io.headscope.app.bench;

import io.headscope.file.ReadableFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Times how long the packaged program takes from its start to the first picture of all heads of the sample model.
public final class LaunchBench {

    /// A property of the Java machine: where it is set, the window says [#SEEN] when there are heads to be seen, and ends.
    public static final String ASKED = "headscope.say-when-heads-are-seen";

    /// The line that the window says it with.
    public static final String SEEN = "heads seen";

    private static final String OPTIONS = "HEADSCOPE_OPTIONS";
    private static final double AIM_MS = 4000;
    private static final int TIMES = 3;

    /// @param headsMs   from the start of the process to the frame with the heads in it, after one start to warm up
    /// @param aimMs     what each is to stay below
    /// @param versionMs what the same program takes to say its version: the least that a start costs here
    public record Result(List<Double> headsMs, double aimMs, double versionMs) {

        static final Result NONE = new Result(List.of(), AIM_MS, 0);
    }

    private LaunchBench() {}

    /// Starts the program that this one is part of. Where that is none that can be started, nothing is measured.
    static Result run() {
        Path home = Path.of(System.getProperty("headscope.home", "")).toAbsolutePath();
        Path launcher = home.resolve("bin").resolve("headscope");
        if (!Files.isExecutable(launcher) || !Files.isDirectory(home.resolve("sample-models"))) {
            return Result.NONE;
        }
        double version = millisUntil("Headscope ", launcher, "--version");
        // The first start leaves behind what makes the next ones faster.
        millisUntil(SEEN, launcher);
        List<Double> heads = IntStream.range(0, TIMES).mapToObj(_ -> millisUntil(SEEN, launcher)).toList();
        return new Result(heads, AIM_MS, version);
    }

    private static double millisUntil(String line, Path launcher, String... arguments) {
        ProcessBuilder program = new ProcessBuilder(
                Stream.concat(Stream.of(launcher.toString()), Stream.of(arguments)).toList());
        program.redirectError(ProcessBuilder.Redirect.DISCARD);
        program.environment().merge(OPTIONS, "-D" + ASKED + "=true", (own, more) -> own + " " + more);
        long start = System.nanoTime();
        try {
            Process process = program.start();
            try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
                boolean said = out.lines().anyMatch(each -> each.startsWith(line));
                double millis = (System.nanoTime() - start) / 1e6;
                process.waitFor();
                if (!said) {
                    throw new IllegalStateException(launcher + " ended with " + process.exitValue() + " and without saying: " + line);
                }
                return millis;
            } finally {
                process.destroy();
            }
        } catch (IOException failure) {
            throw ReadableFile.failed(launcher, failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CancellationException();
        }
    }
}
