package io.headscope.session;

import io.headscope.lab.DoubleMatrix;
import io.headscope.lab.Example;
import io.headscope.lab.Fitting;
import io.headscope.lab.LabState;
import io.headscope.lab.MatrixText;
import io.headscope.lab.Mechanism;
import io.headscope.lab.Quantity;
import io.headscope.lab.TakenHead;
import io.headscope.lab.mechanism.Mechanisms;
import io.headscope.message.Phrase;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;

/// The mechanism lab of one window: what lies on its table, which step is looked at, which cell. What cannot be worked
/// out leaves the last good state where it is and says why. Matrices whose shapes do not fit the others yet are kept aside,
/// to be used together as soon as they do: so several can be exchanged, one after the other.
public final class LabBench {

    /// A cell of one of the quantities.
    ///
    /// @param quantity by its place in the evaluation
    public record Spot(int quantity, int row, int column) {}

    private final ReadOnlyObjectWrapper<LabState> state = new ReadOnlyObjectWrapper<>(LabState.of(Mechanisms.scaled()));
    private final ReadOnlyObjectWrapper<@Nullable ProblemException> problem = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyIntegerWrapper step = new ReadOnlyIntegerWrapper();
    private final BooleanProperty presenting = new SimpleBooleanProperty();
    private final ReadOnlyIntegerWrapper calls = new ReadOnlyIntegerWrapper();
    private final ObjectProperty<@Nullable Spot> hovered = new SimpleObjectProperty<>();
    private final ObjectProperty<@Nullable Spot> locked = new SimpleObjectProperty<>();
    private final SequencedMap<String, DoubleMatrix> aside = new LinkedHashMap<>();
    private final ReadOnlyObjectWrapper<@Nullable Phrase> note = new ReadOnlyObjectWrapper<>();
    private Supplier<LabState> beginning = () -> LabState.of(Mechanisms.scaled());

    public ReadOnlyObjectProperty<LabState> state() {
        return state.getReadOnlyProperty();
    }

    /// Why the last thing asked for could not be done; nothing once something could.
    public ReadOnlyObjectProperty<@Nullable ProblemException> problem() {
        return problem.getReadOnlyProperty();
    }

    /// What was done besides what was asked for; nothing mostly.
    public ReadOnlyObjectProperty<@Nullable Phrase> note() {
        return note.getReadOnlyProperty();
    }

    /// Whether a matrix waits for the others to fit it.
    public boolean keepsAside() {
        return !aside.isEmpty();
    }

    /// The step that is looked at, from 1; 0 while all of them are.
    public ReadOnlyIntegerProperty step() {
        return step.getReadOnlyProperty();
    }

    /// Whether it is shown to a room: larger, and nothing beside it.
    public BooleanProperty presenting() {
        return presenting;
    }

    /// How often it was asked to be seen: whoever keeps the views brings it forward when this changes.
    public ReadOnlyIntegerProperty calls() {
        return calls.getReadOnlyProperty();
    }

    /// Asks to be seen.
    public void show() {
        calls.set(calls.get() + 1);
    }

    public ObjectProperty<@Nullable Spot> hovered() {
        return hovered;
    }

    public ObjectProperty<@Nullable Spot> locked() {
        return locked;
    }

    /// What the pointer is on, or else what is pinned.
    public @Nullable Spot focused() {
        return hovered.get() != null ? hovered.get() : locked.get();
    }

    public void open(Mechanism mechanism) {
        begin(() -> LabState.of(mechanism));
    }

    public void open(Example example) {
        begin(() -> LabState.of(example));
    }

    /// Puts a head of a model on the table.
    public void take(TakenHead head) {
        Mechanism mechanism = Mechanisms.of(head);
        begin(() -> LabState.of(mechanism, head));
    }

    /// The numbers it began with.
    public void reset() {
        begin(beginning);
    }

    public void set(String input, DoubleMatrix matrix) {
        exchange(input, () -> matrix);
    }

    /// Adds rows and columns of zeros to an input, or takes away its last ones; the inputs that have to fit it get or lose
    /// theirs with it.
    public void resize(String input, int rows, int columns) {
        DoubleMatrix matrix = state.get().input(input);
        if (matrix.rows() + rows < 1 || matrix.columns() + columns < 1) {
            return;
        }
        change(now -> {
            Fitting.Fitted fitted = Fitting.of(now, input, rows, columns);
            note.set(fitted.others().isEmpty() ? null : Phrase.of("lab.fitted", String.join(", ", fitted.others())));
            return fitted.state();
        });
    }

    /// Puts what was typed or pasted into one of the inputs.
    public void paste(String input, String text) {
        exchange(input, () -> MatrixText.read(input, text));
    }

    /// Together with what was kept aside, if that fits, or else alone.
    private void exchange(String input, Supplier<DoubleMatrix> reading) {
        change(now -> {
            DoubleMatrix matrix = reading.get();
            SequencedMap<String, DoubleMatrix> all = new LinkedHashMap<>(now.inputs());
            all.putAll(aside);
            all.put(input, matrix);
            try {
                return now.with(all);
            } catch (ProblemException together) {
                try {
                    return now.with(input, matrix);
                } catch (ProblemException alone) {
                    if (alone.problem() == Problem.LAB_SHAPES || alone.problem() == Problem.LAB_PARTS) {
                        aside.put(input, matrix);
                    }
                    throw aside.size() > 1 ? together : alone;
                }
            }
        });
    }

    /// What was typed into one cell.
    public void type(String input, int row, int column, String text) {
        change(now -> now.with(input, now.input(input).with(row, column, MatrixText.number(input, row, column, text))));
    }

    public void set(String parameter, double value) {
        change(now -> now.with(now.settings().with(parameter, value)));
    }

    /// Looks at a step, the nearest there is.
    ///
    /// @param wanted from 1, 0 for all
    public void goTo(int wanted) {
        step.set(Math.clamp(wanted, 0, steps().size()));
        hovered.set(null);
        locked.set(null);
    }

    /// Looks at the first step of a key.
    ///
    /// @return whether there is one
    public boolean goTo(String key) {
        List<Quantity> steps = steps();
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).name().key().equals(key)) {
                goTo(i + 1);
                return true;
            }
        }
        return false;
    }

    /// What is worked out, step by step.
    public List<Quantity> steps() {
        return state.get().evaluation().steps();
    }

    /// The quantity of the step that is looked at.
    public @Nullable Quantity current() {
        return step.get() == 0 ? null : steps().get(step.get() - 1);
    }

    /// Tells why something could not even be tried.
    public void report(ProblemException failure) {
        problem.set(failure);
    }

    private void begin(Supplier<LabState> next) {
        change(_ -> next.get());
        if (problem.get() == null) {
            beginning = next;
            goTo(0);
        }
    }

    /// Whether a pinned cell is what it was, with another number perhaps.
    private boolean isStill(@Nullable Spot pinned, LabState next) {
        List<Quantity> before = state.get().evaluation().quantities();
        List<Quantity> after = next.evaluation().quantities();
        if (pinned == null || state.get().mechanism() != next.mechanism() || before.size() != after.size()) {
            return false;
        }
        Quantity was = before.get(pinned.quantity());
        Quantity is = after.get(pinned.quantity());
        return was.name().equals(is.name()) && was.value().shape().equals(is.value().shape());
    }

    private void change(UnaryOperator<LabState> change) {
        note.set(null);
        try {
            LabState next = change.apply(state.get());
            hovered.set(null);
            locked.set(isStill(locked.get(), next) ? locked.get() : null);
            step.set(Math.min(step.get(), next.evaluation().steps().size()));
            aside.clear();
            problem.set(null);
            state.set(next);
        } catch (ProblemException failure) {
            problem.set(failure);
        }
    }
}
