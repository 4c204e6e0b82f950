package io.headscope.view;

import io.headscope.message.Messages;

/// What measures and the simple methods beside them are called, by those names that logs have for them.
public final class MeasureName {

    private MeasureName() {}

    /// `Exact match` for `exact-match`; a name that is not known stays as it is.
    public static String of(String measure, Messages messages) {
        return messages.find("view.evaluation.measure." + measure.replace('_', '-')).orElse(measure);
    }

    /// `The most frequent answer` for `most-frequent`; a name that is not known stays as it is.
    public static String baseline(String name, Messages messages) {
        return messages.find("view.training.baseline." + name).orElse(name);
    }
}
