package io.headscope.shell;

import io.headscope.message.Messages;
import io.headscope.session.JobStatus;
import io.headscope.session.LastRun;
import io.headscope.session.OpenModel;
import io.headscope.session.WorkbenchSession;
import io.headscope.task.Job;
import java.text.NumberFormat;
import java.util.function.LongSupplier;
import javafx.animation.PauseTransition;
import javafx.beans.binding.Bindings;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyLongWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.Separator;
import javafx.util.Duration;
import org.controlsfx.control.StatusBar;
import org.jspecify.annotations.Nullable;

/// What runs and how far it is, a way to stop it, and what the last run took.
final class StatusPane extends StatusBar {

    private static final double A_SECOND = 1000;
    private static final double A_GIGABYTE = 1e9;

    private final JobStatus status;
    private final Wording wording;
    // A run that is over at once would only make the bar flicker with every key.
    private final PauseTransition patience = new PauseTransition(Duration.millis(250));
    private final ObjectProperty<@Nullable Job> shown = new SimpleObjectProperty<>();
    private final ReadOnlyLongWrapper memory = new ReadOnlyLongWrapper();

    StatusPane(WorkbenchSession session, Wording wording, Command cancel, LongSupplier memoryInUse) {
        this.status = session.status();
        setFocusTraversable(false);
        this.wording = wording;
        patience.setOnFinished(_ -> shown.set(status.current().get()));
        status.current().addListener((_, _, job) -> show(job));
        textProperty().bind(wording.<Job>either(
                shown,
                (messages, job) -> messages.format(job.name(), job.subject()),
                messages -> messages.text("shell.status.ready")));
        memory.set(memoryInUse.getAsLong());
        // Memory changes when work ends; a clock of its own would only make it flicker.
        status.current().addListener((_, _, job) -> {
            if (job == null) {
                memory.set(memoryInUse.getAsLong());
            }
        });
        getRightItems().addAll(createProgress(), createCancel(cancel));
        addFact("device", wording.<OpenModel>ifPresent(session.model(), (_, model) -> model.device()), "shell.status.device");
        addFact("last-run", wording.<LastRun>ifPresent(session.runs().lastRun(), StatusPane::took), "shell.status.time");
        addFact("memory", wording.text(memory, StatusPane::held), "shell.status.memory");
    }

    private void show(@Nullable Job job) {
        if (job == null) {
            patience.stop();
            shown.set(null);
        } else if (shown.get() != null) {
            shown.set(job);
        } else {
            patience.playFromStart();
        }
    }

    private static String took(Messages messages, LastRun last) {
        NumberFormat format = NumberFormat.getNumberInstance(messages.language().locale());
        boolean inSeconds = last.millis() >= A_SECOND;
        format.setMaximumFractionDigits(inSeconds ? 2 : last.millis() < 10 ? 1 : 0);
        return inSeconds
                ? messages.format("shell.status.seconds", format.format(last.millis() / A_SECOND))
                : messages.format("shell.status.millis", format.format(last.millis()));
    }

    private static String held(Messages messages, Number bytes) {
        NumberFormat format = NumberFormat.getNumberInstance(messages.language().locale());
        format.setMaximumFractionDigits(2);
        return messages.format("shell.status.gigabytes", format.format(bytes.doubleValue() / A_GIGABYTE));
    }

    private ProgressBar createProgress() {
        ProgressBar progress = wording.name(new ProgressBar(), "shell.status.progress");
        progress.setId("progress");
        // Only while it is seen: a bar builds itself anew whenever it begins or ends to know how far it is.
        progress.progressProperty().bind(Bindings.when(shown.isNotNull()).then(status.progress()).otherwise(0));
        progress.visibleProperty().bind(shown.isNotNull());
        return progress;
    }

    private Button createCancel(Command cancel) {
        Button button = wording.label(new Button(), cancel.text());
        button.setId("cancel-button");
        button.getStyleClass().addAll("flat", "small");
        button.visibleProperty().bind(shown.isNotNull());
        button.setOnAction(_ -> cancel.run());
        return button;
    }

    private void addFact(String id, ObservableValue<String> text, String hint) {
        Label fact = wording.hint(wording.label(new Label(), text), hint);
        fact.setId(id);
        fact.getStyleClass().add("status-fact");
        Node line = new Separator(Orientation.VERTICAL);
        ObservableValue<Boolean> said = fact.textProperty().isNotEmpty();
        for (Node node : new Node[] {line, fact}) {
            node.visibleProperty().bind(said);
            node.managedProperty().bind(said);
            getRightItems().add(node);
        }
    }
}
