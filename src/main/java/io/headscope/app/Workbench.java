package io.headscope.app;

import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.session.Notices;
import io.headscope.session.OpenModel;
import io.headscope.session.Preferences;
import io.headscope.session.RecentModels;
import io.headscope.session.Settings;
import io.headscope.session.WorkbenchSession;
import io.headscope.shell.Fittings;
import io.headscope.shell.FolderChooser;
import io.headscope.shell.WorkbenchWindow;
import io.headscope.task.Cancellation;
import io.headscope.task.Progress;
import io.headscope.task.Tasks;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The workbench, put together: the one place that wires.
///
/// @param notices where what went wrong is shown, also what nobody caught
record Workbench(WorkbenchSession session, WorkbenchWindow window, Notices notices) implements AutoCloseable {

    /// What is run at the first start, so that there is something to see.
    static final String FIRST_TEXT = "ROMEO:\nWhat light through yonder window breaks?";

    /// @param settings what is remembered
    /// @param tasks    where long work is done
    /// @param chooser  asks for a folder
    /// @param quit     ends the application
    static Workbench create(Settings settings, Tasks tasks, FolderChooser chooser, Runnable quit) {
        Notices notices = new Notices(new FailureLog());
        WorkbenchSession session = new WorkbenchSession(
                Workbench::open,
                tasks,
                new Preferences(settings, Locale.getDefault()),
                new RecentModels(settings),
                notices);
        Fittings fittings = new Fittings(
                Catalog.visualizations(),
                Catalog.panels(),
                SampleModels.find(),
                chooser,
                ProcessMemory::bytes,
                CommandLine.Version.number(),
                quit);
        return new Workbench(session, new WorkbenchWindow(session, fittings), notices);
    }

    /// A folder without a tokenizer is of no use where all input is text: it is refused before anything is replaced.
    private static OpenModel open(Path folder, Progress progress, Cancellation cancellation) {
        FolderModel model = FolderModel.open(folder, Catalog.engine());
        if (model.tokenizer() == null) {
            model.close();
            throw new ProblemException(Problem.TOKENIZER_MISSING, folder);
        }
        return model;
    }

    /// Opens `asked`, or a sample model where nothing was asked for.
    void begin(Optional<Path> asked) {
        List<Path> samples = SampleModels.find();
        session.runs().text().set(FIRST_TEXT);
        asked.or(() -> samples.stream().findFirst()).ifPresent(session::open);
    }

    @Override
    public void close() {
        window.close();
        session.close();
    }
}
