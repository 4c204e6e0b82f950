package io.headscope.session;

import io.headscope.attention.Trace;
import io.headscope.message.Messages;
import io.headscope.model.Network;
import javafx.beans.value.ObservableValue;
import org.jspecify.annotations.Nullable;

/// What every view is given: the run to show, who made it, the shared selection, and how to look and speak.
/// A view that listens here stops listening when it is closed.
///
/// @param trace     the newest run; a trace is closed only after it has been replaced here
/// @param network   what made it
public record ViewContext(
        ObservableValue<@Nullable Trace> trace,
        ObservableValue<@Nullable Network> network,
        Selection selection,
        ObservableValue<Theme> theme,
        ObservableValue<Messages> messages) {}
