package io.headscope.session;

import io.headscope.attention.HeadAddress;
import io.headscope.attention.Trace;
import io.headscope.generation.Choice;
import io.headscope.input.Medium;
import io.headscope.message.ProblemException;
import io.headscope.model.ModelInput;
import io.headscope.task.Cancellation;
import io.headscope.task.Lane;
import io.headscope.task.Progress;
import io.headscope.task.Task;
import java.util.Set;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;

/// What is entered, and its newest trace. While live, every change of the text runs and voids the run before it.
public final class TextRuns {

    private final Lane lane;
    private final Notices notices;
    private final BooleanProperty live;
    private final ReadOnlyBooleanProperty watched;
    private final StringProperty text = new SimpleStringProperty("");
    private final StringProperty pair = new SimpleStringProperty("");
    private final StringProperty target = new SimpleStringProperty("");
    private final ObjectProperty<@Nullable Medium> medium = new SimpleObjectProperty<>();
    private final ReadOnlyObjectWrapper<@Nullable Trace> trace = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable LastRun> lastRun = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable ProblemException> problem = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable String> written = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable Writing> writing = new ReadOnlyObjectWrapper<>();
    private final WritingSettings settings = new WritingSettings();
    private @Nullable OpenModel model;
    private final HeadSwitches switches = new HeadSwitches();
    private @Nullable Run shown;
    private boolean putting;

    /// @param watched whether what passes every step is to be told
    TextRuns(Lane lane, Notices notices, BooleanProperty live, ReadOnlyBooleanProperty watched) {
        this.watched = watched;
        this.lane = lane;
        this.notices = notices;
        this.live = live;
        text.addListener((_, _, _) -> typed());
        pair.addListener((_, _, _) -> typed());
        target.addListener((_, _, _) -> typed());
        // Who brings a picture wants to see it run.
        medium.addListener((_, _, _) -> {
            if (!putting) {
                run();
            }
        });
        live.addListener((_, _, _) -> typed());
        // Who switches a head off wants to see what becomes of it.
        switches.off().addListener((_, _, _) -> run());
        watched.addListener((_, _, _) -> watch());
    }

    public StringProperty text() {
        return text;
    }

    /// The second text, for networks that take two.
    public StringProperty pair() {
        return pair;
    }

    /// What the network is to have written, for networks that read one text and write another.
    public StringProperty target() {
        return target;
    }

    /// The picture or the sound, for networks that take one.
    public ObjectProperty<@Nullable Medium> medium() {
        return medium;
    }

    /// The newest trace. It is closed once it has been replaced here, never before.
    public ReadOnlyObjectProperty<@Nullable Trace> trace() {
        return trace.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<@Nullable LastRun> lastRun() {
        return lastRun.getReadOnlyProperty();
    }

    /// Why what is entered cannot be run; nothing once it can.
    public ReadOnlyObjectProperty<@Nullable ProblemException> problem() {
        return problem.getReadOnlyProperty();
    }

    /// What the network has written behind what is shown; nothing where it was not asked to.
    public ReadOnlyObjectProperty<@Nullable String> written() {
        return written.getReadOnlyProperty();
    }

    /// How a text is being written, or how that of the newest trace was; nothing where it was not written.
    public ReadOnlyObjectProperty<@Nullable Writing> writing() {
        return writing.getReadOnlyProperty();
    }

    /// Which heads are switched off: changing it runs what is entered.
    public HeadSwitches switches() {
        return switches;
    }

    public WritingSettings settings() {
        return settings;
    }

    /// Lets the network write on from what is entered.
    public void generate() {
        if (model != null) {
            lane.submit(new WriteTask(model, entered(), settings.next(), settings.limit().get()));
        }
    }

    /// Runs what is entered, live or not.
    public void run() {
        if (model != null) {
            lane.submit(new RunTask(model, entered()));
        }
    }

    /// Shows what was kept of an earlier run instead of running anything.
    ///
    /// @param input what the network was given
    /// @param trace closed once it has been replaced, as all are
    void show(Entered entered, ModelInput input, Trace trace) {
        lane.cancel();
        put(entered);
        int tokens = trace.tokens(trace.sites().getLast().stack()).size();
        succeeded(new Run(entered, input, java.util.Set.of(), trace, new LastRun(0, tokens, java.util.List.of()), null, false));
    }

    /// Enters an example of the model's, and runs it.
    public void enter(Example example) {
        put(example.entered());
        run();
    }

    /// Fills all fields at once: none of them alone is to be run.
    private void put(Entered all) {
        putting = true;
        try {
            text.set(all.text());
            pair.set(all.pair() == null ? "" : all.pair());
            target.set(all.target() == null ? "" : all.target());
            medium.set(all.medium());
        } finally {
            putting = false;
        }
    }

    private void typed() {
        if (putting) {
            return;
        }
        if (live.get() && shown != null && entered().equals(shown.entered()) && switches.off().get().equals(shown.off())) {
            // Taken back: neither what runs nor what was wrong is of this text.
            lane.cancel();
            problem.set(null);
        } else if (live.get()) {
            run();
        }
    }

    Entered entered() {
        return new Entered(text.get(), unlessBlank(pair), unlessBlank(target), medium.get());
    }

    private static @Nullable String unlessBlank(StringProperty text) {
        return text.get().isBlank() ? null : text.get();
    }

    /// Takes leave of one model and turns to another. What runs is voided, and the old one is closed when it has ended.
    void turnTo(@Nullable OpenModel next, Runnable closeOld) {
        lane.cancel();
        lane.whenFree(closeOld);
        show(null);
        model = null;
        switches.turnTo(next != null && next.switchesHeads());
        model = next;
    }

    /// Shows what came of the text while its model was opened, and catches up with what was typed meanwhile.
    void begin(OpenTask.Opened opened) {
        if (entered().equals(opened.asked())) {
            put(opened.entered());
        }
        if (opened.first() != null) {
            succeeded(opened.first());
        }
        if (!entered().equals(opened.entered())) {
            typed();
        } else if (opened.problem() != null) {
            problem.set(opened.problem());
        }
    }

    /// What is entered cannot be run, or the run failed.
    private void failed(Throwable failure) {
        write(shownWriting());
        if (failure instanceof ProblemException aboutTheInput) {
            problem.set(aboutTheInput);
        } else {
            notices.report(failure);
        }
    }

    private void succeeded(Run run) {
        problem.set(null);
        lastRun.set(run.facts());
        show(run);
        lane.whenFree(this::watch);
    }

    /// What is shown was run before anybody watched: it runs once more, unless something newer does.
    private void watch() {
        if (lane.isFree() && watched.get() && shown != null && !shown.watched() && model != null) {
            lane.submit(new WatchTask(model, shown));
        }
    }

    private void show(@Nullable Run run) {
        Trace old = trace.get();
        shown = run;
        // At no time does the writing of one text stand beside the trace of another.
        write(null);
        trace.set(run == null ? null : run.trace());
        write(shownWriting());
        if (old != null) {
            old.close();
        }
        if (run == null) {
            lastRun.set(null);
            problem.set(null);
        }
    }

    private @Nullable Writing shownWriting() {
        return shown == null ? null : shown.writing();
    }

    private void write(@Nullable Writing text) {
        writing.set(text);
        written.set(text == null ? null : text.text());
    }

    private final class WatchTask extends RunTask {
        private final Run run;

        WatchTask(OpenModel model, Run run) {
            super(model, run.entered());
            this.run = run;
        }

        @Override
        public Run run(Cancellation cancellation, Progress progress) {
            return Run.watched(model, run, cancellation);
        }
    }

    private final class WriteTask extends RunTask {
        private final Choice choice;
        private final int limit;

        WriteTask(OpenModel model, Entered entered, Choice choice, int limit) {
            super(model, entered);
            this.choice = choice;
            this.limit = limit;
        }

        @Override
        public String name() {
            return "session.writing";
        }

        @Override
        public Run run(Cancellation cancellation, Progress progress) {
            return Run.writing(model, entered, off, choice, limit, asked, cancellation, text -> told(text, limit, progress));
        }
    }

    private class RunTask implements Task<Run> {
        final OpenModel model;
        final Entered entered;
        final Set<HeadAddress> off = switches.off().get();
        final boolean asked = watched.get();
        private volatile @Nullable Writing newest;

        RunTask(OpenModel model, Entered entered) {
            this.model = model;
            this.entered = entered;
        }

        @Override
        public String name() {
            return "session.running";
        }

        @Override
        public String subject() {
            return model.name();
        }

        @Override
        public Run run(Cancellation cancellation, Progress progress) {
            return Run.of(model, entered, off, asked, cancellation, text -> told(text, WritingSettings.USUAL_LIMIT, progress));
        }

        void told(Writing text, int limit, Progress progress) {
            newest = text;
            progress.report(text.written().size(), limit);
        }

        /// What is written is shown while it is.
        @Override
        public void progressed() {
            if (newest != null) {
                write(newest);
            }
        }

        @Override
        public void cancelled() {
            write(shownWriting());
        }

        @Override
        public void succeeded(Run run) {
            TextRuns.this.succeeded(run);
        }

        @Override
        public void failed(Throwable failure) {
            TextRuns.this.failed(failure);
        }

        @Override
        public void discarded(Run run) {
            run.trace().close();
            cancelled();
        }
    }
}
