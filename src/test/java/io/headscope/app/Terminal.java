package io.headscope.app;

import io.headscope.session.ErrorLog;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;

/// What a command leaves on the terminal.
///
/// @param code the exit code
record Terminal(int code, String out, String err) {

    /// Runs a command in this process.
    static Terminal run(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        ErrorLog log = _ -> new ErrorLog.Entry("HS-000000", Path.of("headscope.log"));
        String[] texts = java.util.Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
        int code = CommandLine.run(new PrintWriter(out), new PrintWriter(err), log, texts);
        return new Terminal(code, out.toString(), withoutStages(err.toString()));
    }

    /// Which stages are told depends on the speed of the machine.
    private static String withoutStages(String err) {
        return err.lines().filter(line -> !line.matches("(Opening|Checking|Running|Writing|Drawing|Measuring|Reading|Asking) .* …( \\d+ s)?")).map(line -> line + "\n")
                .collect(java.util.stream.Collectors.joining());
    }
}
