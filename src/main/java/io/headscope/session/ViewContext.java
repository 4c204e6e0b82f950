package io.headscope.session;

import io.headscope.attention.Trace;
import io.headscope.message.Messages;
import io.headscope.model.Network;
import java.util.concurrent.Executor;
import java.util.function.IntFunction;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.value.ObservableValue;
import org.jspecify.annotations.Nullable;

/// What every view is given: the run to show, who made it, the shared selection, and how to look and speak.
/// A view that listens here stops listening when it is closed.
///
/// @param trace      the newest run; a trace is closed only after it has been replaced here
/// @param network    what made it
/// @param vocabulary what a person reads for a token id, as long as a model with a tokenizer is open
/// @param writing    how a text is being written, or how the newest run's was; nothing where it was not written
/// @param switches   which heads are switched off
/// @param background where views lay out what takes longer than a frame
/// @param lab        what lies on the table of the mechanism lab
/// @param steps      where a view says that it shows what passes the network's steps
/// @param evaluation how well the model does on a data set
/// @param training   what is trained
/// @param replay     how the heads of the open model came about
public record ViewContext(
        ObservableValue<@Nullable Trace> trace,
        ObservableValue<@Nullable Network> network,
        ObservableValue<@Nullable IntFunction<String>> vocabulary,
        ObservableValue<@Nullable Writing> writing,
        Selection selection,
        HeadSwitches switches,
        ObservableValue<Theme> theme,
        ObservableValue<Messages> messages,
        Executor background,
        LabBench lab,
        StepWatching steps,
        EvaluationBench evaluation,
        TrainingBench training,
        Replay replay) {

    /// With a lab of its own, nothing written, nothing to evaluate and nothing to train.
    public ViewContext(
            ObservableValue<@Nullable Trace> trace,
            ObservableValue<@Nullable Network> network,
            ObservableValue<@Nullable IntFunction<String>> vocabulary,
            Selection selection,
            ObservableValue<Theme> theme,
            ObservableValue<Messages> messages,
            Executor background) {
        this(
                trace, network, vocabulary, new ReadOnlyObjectWrapper<>(), selection, new HeadSwitches(), theme, messages, background,
                new LabBench(), new StepWatching(), EvaluationBench.idle(), new TrainingBench(), Replay.ofNothing());
    }

    /// Without a vocabulary, everything laid out at once.
    public ViewContext(
            ObservableValue<@Nullable Trace> trace,
            ObservableValue<@Nullable Network> network,
            Selection selection,
            ObservableValue<Theme> theme,
            ObservableValue<Messages> messages) {
        this(trace, network, new ReadOnlyObjectWrapper<>(), selection, theme, messages, Runnable::run);
    }
}
