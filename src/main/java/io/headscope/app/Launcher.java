package io.headscope.app;

/// Starts the command line or the window. It must not extend `Application`: JavaFX is on the runtime, the libraries on the class path.
public final class Launcher {
    private Launcher() {}

    public static void main(String[] arguments) {
        System.exit(CommandLine.run(arguments));
    }
}
