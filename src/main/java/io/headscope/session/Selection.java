package io.headscope.session;

import io.headscope.attention.HeadAddress;
import io.headscope.attention.Section;
import io.headscope.attention.Trace;
import java.util.LinkedHashSet;
import java.util.List;
import javafx.beans.binding.Bindings;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.value.ObservableValue;
import javafx.collections.FXCollections;
import javafx.collections.ObservableSet;
import org.jspecify.annotations.Nullable;

/// What the person looks at, shared by all views: what is hovered or pinned in one is lit in all.
/// One rule throughout: focused = hovered, or else locked.
public final class Selection {

    /// One cell, row or column of a map.
    ///
    /// @param query the row, or none
    /// @param key   the column, or none
    public record Cell(@Nullable Integer query, @Nullable Integer key) {}

    private final ObjectProperty<@Nullable HeadAddress> hoveredHead = new SimpleObjectProperty<>();
    private final ObjectProperty<@Nullable HeadAddress> lockedHead = new SimpleObjectProperty<>();
    private final ObservableValue<@Nullable HeadAddress> focusedHead = focused(hoveredHead, lockedHead);
    private final ObjectProperty<@Nullable Cell> hoveredCell = new SimpleObjectProperty<>();
    private final ObjectProperty<@Nullable Cell> lockedCell = new SimpleObjectProperty<>();
    private final ObservableValue<@Nullable Cell> focusedCell = focused(hoveredCell, lockedCell);
    private final ObjectProperty<@Nullable Section> section = new SimpleObjectProperty<>();
    private final BooleanProperty words = new SimpleBooleanProperty();
    private final ObservableSet<HeadAddress> chosenHeads = FXCollections.observableSet(new LinkedHashSet<>());

    public ObjectProperty<@Nullable HeadAddress> hoveredHead() {
        return hoveredHead;
    }

    public ObjectProperty<@Nullable HeadAddress> lockedHead() {
        return lockedHead;
    }

    public ObservableValue<@Nullable HeadAddress> focusedHead() {
        return focusedHead;
    }

    public ObjectProperty<@Nullable Cell> hoveredCell() {
        return hoveredCell;
    }

    public ObjectProperty<@Nullable Cell> lockedCell() {
        return lockedCell;
    }

    public ObservableValue<@Nullable Cell> focusedCell() {
        return focusedCell;
    }

    /// The heads that are shown together where a view shows several, in the order in which they were chosen.
    public ObservableSet<HeadAddress> chosenHeads() {
        return chosenHeads;
    }

    /// The kind of attention that is looked at, or none where all are.
    public ObjectProperty<@Nullable Section> section() {
        return section;
    }

    /// Whether the pieces of each word are shown as one. What is pinned stays pinned: a word is lit where one of its pieces is.
    public BooleanProperty words() {
        return words;
    }

    /// The head to show where a view shows one: the focused one, or the first where none is or where it belongs to another
    /// model; its counterpart in the section that is looked at, where it is of another.
    public HeadAddress headOf(Trace trace) {
        HeadAddress focused = focusedHead.getValue();
        HeadAddress known =
                focused != null && trace.sites().contains(focused.site()) ? focused : trace.sites().getFirst().head(0);
        Section wanted = sectionOf(trace);
        return wanted == null || wanted.contains(known.site()) ? known : wanted.counterpart(known, trace.sites());
    }

    /// The section that is looked at, if `trace` has it.
    public @Nullable Section sectionOf(Trace trace) {
        Section wanted = section.get();
        return wanted != null && trace.sites().stream().anyMatch(wanted::contains) ? wanted : null;
    }

    /// The heads that are shown together, of `trace` and of the section that is looked at.
    public List<HeadAddress> chosenOf(Trace trace) {
        Section wanted = sectionOf(trace);
        return chosenHeads.stream()
                .filter(head -> trace.sites().contains(head.site()))
                .filter(head -> wanted == null || wanted.contains(head.site()))
                .toList();
    }

    /// Lets go of everything that is pinned.
    public void release() {
        lockedCell.set(null);
        lockedHead.set(null);
    }

    /// Forgets everything, pinned, hovered and chosen: the heads are of a model that is no more.
    public void clear() {
        hoveredCell.set(null);
        hoveredHead.set(null);
        release();
        section.set(null);
        chosenHeads.clear();
    }

    private static <T> ObservableValue<@Nullable T> focused(
            ObjectProperty<@Nullable T> hovered, ObjectProperty<@Nullable T> locked) {
        return Bindings.<@Nullable T>createObjectBinding(
                () -> hovered.get() != null ? hovered.get() : locked.get(), hovered, locked);
    }
}
