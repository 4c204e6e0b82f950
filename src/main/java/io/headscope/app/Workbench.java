package io.headscope.app;

import io.headscope.engine.djl.DjlTrainer;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.session.LargeModel;
import io.headscope.session.ModelOpener;
import io.headscope.session.Notices;
import io.headscope.session.OpenModel;
import io.headscope.session.Preferences;
import io.headscope.session.RecentModels;
import io.headscope.session.Settings;
import io.headscope.session.Trainable;
import io.headscope.session.WorkbenchSession;
import io.headscope.shell.Chooser;
import io.headscope.shell.Fittings;
import io.headscope.shell.WorkbenchWindow;
import io.headscope.task.Cancellation;
import io.headscope.task.Progress;
import io.headscope.task.Tasks;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The workbench, put together: the one place that wires.
final class Workbench implements AutoCloseable {

    /// What is run at the start, so that there is something to see.
    static final String FIRST_TEXT = "ROMEO:\nWhat light through yonder window breaks?";

    private final List<Path> samples = SampleModels.find();
    private final WorkbenchSession session;

    /// @param settings what is remembered
    /// @param tasks    where long work is done
    Workbench(Settings settings, Tasks tasks) {
        session = new WorkbenchSession(
                Catalog.opener(settings),
                new Trainable(Catalog.courses(), DjlTrainer::new),
                tasks,
                new Preferences(settings, Locale.getDefault()),
                new RecentModels(settings),
                new Notices(new FailureLog()));
    }

    WorkbenchSession session() {
        return session;
    }

    /// Opens `asked`, or a sample model where nothing was asked for. What it takes is done in the background, so this
    /// may come before there is a window.
    void begin(Optional<Path> asked) {
        session.runs().text().set(FIRST_TEXT);
        asked.or(() -> samples.stream().findFirst()).ifPresent(session::open);
    }

    /// A folder without a tokenizer is of no use where text is wanted: it is refused before anything is replaced.
    static final class Opener implements ModelOpener {
        private final OpeningAnswers answers;

        Opener(OpeningAnswers answers) {
            this.answers = answers;
        }

        @Override
        public OpenModel open(Path folder, int layers, Progress progress, Cancellation cancellation) {
            RunnableModel model = opened(folder, layers, progress, cancellation);
            if (model.vocabulary() == null && model.network().takesText() && !Models.isForeign(folder)) {
                model.close();
                throw new ProblemException(Problem.TOKENIZER_MISSING, folder);
            }
            return model;
        }

        private RunnableModel opened(Path folder, int layers, Progress progress, Cancellation cancellation) {
            try {
                return Models.open(folder, answers.how(folder), layers, progress, cancellation);
            } catch (ProblemException refused) {
                answers.forget(folder);
                throw refused;
            }
        }

        @Override
        public Optional<LargeModel> forecast(Path folder, Cancellation cancellation) {
            return Models.isForeign(folder)
                    ? Optional.empty()
                    : LargeModels.forecast(folder, Catalog.engine(), cancellation);
        }
    }

    /// The window. Whoever shows it closes it.
    ///
    /// @param chooser asks for places on the disk
    /// @param quit    ends the application
    WorkbenchWindow createWindow(Chooser chooser, Runnable quit) {
        return new WorkbenchWindow(session, new Fittings(
                Catalog.visualizations(),
                Catalog.panels(),
                samples,
                new SamplePortraits(UserFolders.portraits()),
                Catalog.exporters(),
                chooser,
                ProcessMemory::resident,
                CommandLine.Version.number(),
                quit));
    }

    @Override
    public void close() {
        session.close();
    }
}
