package io.headscope.evaluation;

import io.headscope.training.data.Split;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/// Which part of a data set is asked.
public enum Part {
    /// Everything there is.
    ALL,
    /// What the sample models learn from.
    TRAINING,
    /// What is kept aside in their training.
    VALIDATION;

    /// `validation`
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    <T> List<T> of(Path data, Function<Path, List<T>> all, Function<Path, Split<T>> split) {
        return switch (this) {
            case ALL -> all.apply(data);
            case TRAINING -> split.apply(data).training();
            case VALIDATION -> split.apply(data).validation();
        };
    }
}
