package io.headscope.diagram;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a click on nodes does.
///
/// @param ids     of the nodes
/// @param tooltip what is shown over them
public record Click(List<String> ids, Action action, @Nullable String tooltip) {

    public Click {
        ids = List.copyOf(ids);
    }

    /// What happens. Headscope keeps both for whoever shows the diagram in a browser and does neither itself.
    public sealed interface Action {}

    /// A page is opened.
    ///
    /// @param target `_blank`, `_self`, `_parent` or `_top`
    public record OpenPage(String address, @Nullable String target) implements Action {}

    /// A function of the page is called.
    ///
    /// @param arguments as they stand between the parentheses
    public record CallFunction(String name, @Nullable String arguments) implements Action {}
}
