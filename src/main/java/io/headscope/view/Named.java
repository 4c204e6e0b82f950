package io.headscope.view;

import java.util.function.Function;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;

/// How the values of a list are called, where one is chosen and never typed. No value has no name.
///
/// @param <T> what is chosen
public final class Named<T> extends StringConverter<T> {

    private final Function<T, String> name;

    /// @param name what a value is called, in the language of now
    public Named(Function<T, String> name) {
        this.name = name;
    }

    @Override
    public String toString(@Nullable T value) {
        return value == null ? "" : name.apply(value);
    }

    /// @throws UnsupportedOperationException always: there is nothing to type into
    @Override
    public T fromString(String text) {
        throw new UnsupportedOperationException("chosen from a list, never typed");
    }
}
