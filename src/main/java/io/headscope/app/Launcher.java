package io.headscope.app;

import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import javafx.application.Application;

/// Starts the command line or the window. It must not extend `Application`: JavaFX is on the runtime, the libraries on the class path.
public final class Launcher {
    private Launcher() {}

    public static void main(String[] arguments) {
        stayOffline();
        if (opensTheWindow(arguments)) {
            openWindow(arguments);
        } else {
            System.exit(CommandLine.run(arguments));
        }
    }

    private static void openWindow(String... arguments) {
        try {
            Application.launch(WorkbenchApplication.class, arguments);
        } catch (UnsupportedOperationException noDisplay) {
            System.err.println(new ProblemException(noDisplay, Problem.DISPLAY_MISSING).getMessage());
            System.exit(CommandLine.INPUT_UNUSABLE);
        } catch (RuntimeException failure) {
            System.exit(CommandLine.fault(failure));
        }
    }

    /// Nothing at all, or one thing that lies on the disk and is not the name of a command.
    static boolean opensTheWindow(String... arguments) {
        return switch (arguments.length) {
            case 0 -> true;
            case 1 -> !CommandLine.isCommand(arguments[0]) && exists(arguments[0]);
            default -> false;
        };
    }

    private static boolean exists(String path) {
        try {
            return Files.exists(Path.of(path));
        } catch (InvalidPathException notAPath) {
            return false;
        }
    }

    /// The libraries would otherwise look for newer natives and report that they are used.
    private static void stayOffline() {
        System.setProperty("offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
    }
}
