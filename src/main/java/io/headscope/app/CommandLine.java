package io.headscope.app;

import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/// What can be typed behind `headscope`.
@Command(
        name = "headscope",
        description = "Shows what every head of a transformer attends to.",
        mixinStandardHelpOptions = true,
        versionProvider = CommandLine.Version.class)
public final class CommandLine {

    private CommandLine() {}

    /// Does what `arguments` ask for.
    ///
    /// @return the exit code: 0 done, 1 our fault, 2 wrong use, 3 the input cannot be used
    static int run(String... arguments) {
        return new picocli.CommandLine(new CommandLine()).execute(arguments);
    }

    /// Whether `argument` is one of the commands or an option, and not a folder.
    static boolean isCommand(String argument) {
        return argument.startsWith("-") || new picocli.CommandLine(new CommandLine()).getSubcommands().containsKey(argument);
    }

    /// The version the build wrote into the jar.
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"Headscope " + number()};
        }

        static String number() {
            String version = CommandLine.class.getPackage().getImplementationVersion();
            return version == null ? "(not packaged)" : version;
        }
    }
}
