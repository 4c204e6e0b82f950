package io.headscope.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandLineTest {

    @Test
    void versionNamesHeadscope() {
        assertEquals(new Terminal(0, "Headscope (not packaged)\n", ""), Terminal.run("--version"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"inspect", "capture", "render"})
    void everyCommandHelpsWithAnExample(String command) {
        Terminal help = Terminal.run(command, "--help");
        assertEquals(0, help.code());
        assertTrue(help.out().contains("\nExample:\n  headscope " + command + " sample-models/shakespeare-gpt"), help.out());
    }

    @Test
    void theExitCodesAreInTheHelp() {
        assertTrue(Terminal.run("--help").out().contains("""
                Exit codes:
                  0   done
                  1   a fault of Headscope's: an error code, and where the log is
                  2   wrong use
                  3   the input cannot be used: what, where, and what to do
                """));
    }

    @Test
    void wrongUseIsToldWithWhereToLook() {
        assertEquals(new Terminal(2, "", "Unknown option: '--jso'\nTry: headscope inspect --help\n"), Terminal.run("inspect", "--jso", "x"));
        assertEquals(
                new Terminal(2, "", "Missing required parameter: 'MODEL'\nTry: headscope inspect --help\n"), Terminal.run("inspect"));
        assertEquals(
                new Terminal(2, "", "nowhere is neither a command nor a folder\nTry: headscope --help\n"), Terminal.run("nowhere"));
    }

    @Test
    void aFoldersAbsenceIsOneSentence() {
        assertEquals(new Terminal(3, "", "nowhere does not exist. Check the path.\n"), Terminal.run("inspect", "nowhere"));
    }

    /// A terminal that breaks is no input of anyone's.
    @Test
    void aFaultOfOursHasACodeAndALog() {
        PrintWriter broken = new PrintWriter(new StringWriter()) {
            @Override
            public void println(Object line) {
                throw new IllegalStateException();
            }

            @Override
            public void println(String line) {
                throw new IllegalStateException();
            }
        };
        StringWriter err = new StringWriter();
        int code = CommandLine.run(
                broken,
                new PrintWriter(err),
                _ -> new io.headscope.session.ErrorLog.Entry("HS-00ABCD", Path.of("headscope.log")),
                "inspect",
                Golden.BERT.toString());
        assertEquals(1, code);
        assertEquals(
                List.of("Something went wrong that should not have (error HS-00ABCD). The details are in headscope.log."),
                err.toString().lines().toList());
    }

    @Test
    void longWorkSaysWhatItIsAtFromTheThirdSecondOn() {
        StringWriter err = new StringWriter();
        try (Stages stages = Stages.withoutClock(new PrintWriter(err))) {
            stages.enter("Opening a");
            tick(stages, 2);
            stages.enter("Running a");
            tick(stages, 15);
            stages.enter("Writing b");
            tick(stages, 3);
        }
        assertEquals(List.of("Running a …", "Running a … 13 s", "Writing b …"), err.toString().lines().toList());
    }

    private static void tick(Stages stages, int seconds) {
        for (int second = 0; second < seconds; second++) {
            stages.tick();
        }
    }
}
