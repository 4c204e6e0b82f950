package io.headscope.app;

import io.headscope.message.ProblemException;
import io.headscope.session.ErrorLog;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// What can be typed behind `headscope`. It speaks English: its words are read by scripts and copied into reports.
@Command(
        name = "headscope",
        description = "Shows what every head of a transformer attends to.",
        mixinStandardHelpOptions = true,
        versionProvider = CommandLine.Version.class,
        synopsisSubcommandLabel = "[COMMAND]",
        subcommands = {InspectCommand.class, CaptureCommand.class, GenerateCommand.class, RenderCommand.class, BenchCommand.class, TrainCommand.class, HeadsCommand.class, EvaluateCommand.class, DiagramCommand.class, MermaidCommand.class},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:a fault of Headscope's: an error code, and where the log is",
            "2:wrong use",
            "3:the input cannot be used: what, where, and what to do"
        },
        footerHeading = "%nExample:%n",
        footer = "  headscope sample-models/shakespeare-gpt")
@SuppressWarnings("NullAway.Init")
public final class CommandLine implements Callable<Integer> {

    static final int DONE = 0;
    static final int OUR_FAULT = 1;
    static final int WRONG_USE = 2;
    static final int INPUT_UNUSABLE = 3;
    /// As shells number a command that Ctrl-C ended.
    static final int INTERRUPTED = 130;

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "MODEL",
            description = "The folder of a model to open in the workbench. Without it, a sample model is opened.")
    private @Nullable Path model;

    private CommandLine() {}

    /// Does what `arguments` ask for, on the terminal.
    ///
    /// @return the exit code: 0 done, 1 our fault, 2 wrong use, 3 the input cannot be used
    static int run(String... arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        return run(out, err, new FailureLog(), arguments);
    }

    /// @param log where a fault of ours is written down
    static int run(PrintWriter out, PrintWriter err, ErrorLog log, String... arguments) {
        try {
            return parser(out, err, log).execute(arguments);
        } catch (Error fault) {
            return unforeseen(err, log, fault);
        } finally {
            out.flush();
            err.flush();
        }
    }

    private static picocli.CommandLine parser(PrintWriter out, PrintWriter err, ErrorLog log) {
        return new picocli.CommandLine(new CommandLine())
                .setOut(out)
                .setErr(err)
                .setColorScheme(picocli.CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(false)
                .setUsageHelpWidth(100)
                .setParameterExceptionHandler((wrong, arguments) -> wrongUse(wrong))
                .setExecutionExceptionHandler((failure, command, parsed) -> failed(err, log, failure));
    }

    private static int wrongUse(ParameterException wrong) {
        picocli.CommandLine command = wrong.getCommandLine();
        command.getErr().println(wrong.getMessage());
        command.getErr().println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
        return WRONG_USE;
    }

    private static int failed(PrintWriter err, ErrorLog log, Exception failure) {
        if (failure instanceof ProblemException problem) {
            err.println(problem.getMessage());
            return INPUT_UNUSABLE;
        }
        return unforeseen(err, log, failure);
    }

    /// Tells of a fault of ours outside of any command.
    static int fault(Throwable failure) {
        return unforeseen(new PrintWriter(System.err, true, StandardCharsets.UTF_8), new FailureLog(), failure);
    }

    private static int unforeseen(PrintWriter err, ErrorLog log, Throwable failure) {
        ErrorLog.Entry entry = log.record(failure);
        err.println("Something went wrong that should not have (error " + entry.code() + "). The details are in " + entry.file() + ".");
        return OUR_FAULT;
    }

    /// Reached only where the window was not opened: there is no such folder.
    @Override
    public Integer call() {
        if (model == null) {
            spec.commandLine().usage(spec.commandLine().getOut());
            return DONE;
        }
        throw new ParameterException(spec.commandLine(), model + " is neither a command nor a folder");
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
