package io.headscope.shell;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.Trace;
import io.headscope.lab.lesson.Action;
import io.headscope.lab.lesson.Lesson;
import io.headscope.session.HeadTaking;
import io.headscope.session.LabBench;
import io.headscope.session.LabBench.Spot;
import io.headscope.session.WorkbenchSession;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Does what the steps of lessons say. What needs the answer of a model waits until that is there.
final class LessonStage implements AutoCloseable {

    private final WorkbenchSession session;
    private final List<Path> samples;
    private final Consumer<String> show;
    private final List<Action> waiting = new ArrayList<>();
    private final javafx.util.Subscription subscription;

    /// @param samples the folders of the models that came along
    /// @param show    brings a view to the front
    LessonStage(WorkbenchSession session, List<Path> samples, Consumer<String> show) {
        this.session = session;
        this.samples = samples;
        this.show = show;
        this.subscription = session.runs().trace().subscribe(trace -> catchUp(trace != null));
    }

    void enter(Lesson.Step step) {
        waiting.clear();
        session.lab().goTo(0);
        step.actions().forEach(this::perform);
    }

    private void catchUp(boolean isThere) {
        if (isThere && !waiting.isEmpty()) {
            List<Action> due = List.copyOf(waiting);
            waiting.clear();
            due.forEach(this::perform);
        }
    }

    private void perform(Action action) {
        LabBench lab = session.lab();
        switch (action) {
            case Action.View view -> show.accept(view.id());
            case Action.Open open -> lab.open(open.mechanism());
            case Action.Show example -> lab.open(example.example());
            case Action.Input input -> lab.set(input.name(), input.matrix());
            case Action.Set set -> lab.set(set.parameter(), set.value());
            case Action.Step(String key) when key.isEmpty() -> lab.goTo(0);
            case Action.Step(String key) -> lab.goTo(key);
            case Action.Highlight cell -> lab.locked().set(new Spot(cell.quantity(), cell.row(), cell.column()));
            case Action.Model model -> open(model.name());
            case Action.Text text -> session.runs().text().set(text.text());
            case Action.Head head -> afterTheRun(action, () -> pin(head));
            case Action.Take _ -> afterTheRun(action, () -> HeadTaking.take(session.context()));
        }
    }

    /// A sample model that is open already stays; one that did not come along is opened by name, and refused in words.
    private void open(String name) {
        boolean isOpen = session.model().get() != null
                && String.valueOf(session.model().get().folder().getFileName()).equals(name);
        if (!isOpen) {
            session.open(samples.stream()
                    .filter(folder -> String.valueOf(folder.getFileName()).equals(name))
                    .findFirst()
                    .orElse(Path.of(name)));
        }
    }

    private void afterTheRun(Action action, Runnable work) {
        if (session.runs().trace().get() == null || session.status().current().getValue() != null) {
            waiting.add(action);
        } else {
            work.run();
        }
    }

    private void pin(Action.Head wanted) {
        Trace trace = session.runs().trace().get();
        if (trace == null) {
            return;
        }
        for (AttentionSite site : trace.sites()) {
            if (site.layer() == wanted.layer() && wanted.head() < site.heads()) {
                session.selection().lockedHead().set(site.head(wanted.head()));
                return;
            }
        }
    }

    @Override
    public void close() {
        subscription.unsubscribe();
    }
}
