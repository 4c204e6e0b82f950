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

    /// A cell, and the attention that it was pointed at in: without that, the third token of a text and the third of its
    /// translation would be one.
    public record Pointed(Section section, Cell cell) {

        /// What of it there is in another section: the query where both ask from one stack, the key where both look at one.
        public @Nullable Cell in(Section other) {
            Integer query = other.stack() == section.stack() ? cell.query() : null;
            Integer key = other.keyStack() == section.keyStack() ? cell.key() : null;
            return query == null && key == null ? null : new Cell(query, key);
        }
    }

    private final ObjectProperty<@Nullable HeadAddress> hoveredHead = new SimpleObjectProperty<>();
    private final ObjectProperty<@Nullable HeadAddress> lockedHead = new SimpleObjectProperty<>();
    private final ObservableValue<@Nullable HeadAddress> focusedHead = focused(hoveredHead, lockedHead);
    private final ObjectProperty<@Nullable Pointed> hoveredCell = new SimpleObjectProperty<>();
    private final ObjectProperty<@Nullable Pointed> lockedCell = new SimpleObjectProperty<>();
    private final ObservableValue<@Nullable Pointed> focusedCell = focused(hoveredCell, lockedCell);
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

    public ObjectProperty<@Nullable Pointed> hoveredCell() {
        return hoveredCell;
    }

    public ObjectProperty<@Nullable Pointed> lockedCell() {
        return lockedCell;
    }

    public ObservableValue<@Nullable Pointed> focusedCell() {
        return focusedCell;
    }

    /// What is hovered, as far as `section` has it.
    public @Nullable Cell hoveredIn(Section section) {
        return in(section, hoveredCell.get());
    }

    /// What is pinned, as far as `section` has it.
    public @Nullable Cell lockedIn(Section section) {
        return in(section, lockedCell.get());
    }

    /// What is focused, as far as `section` has it.
    public @Nullable Cell focusedIn(Section section) {
        return in(section, focusedCell.getValue());
    }

    private static @Nullable Cell in(Section section, @Nullable Pointed pointed) {
        return pointed == null ? null : pointed.in(section);
    }

    /// Points at a cell of a section, or at none.
    public void hover(Section section, @Nullable Cell cell) {
        hoveredCell.set(cell == null ? null : new Pointed(section, cell));
    }

    /// Pins a cell of a section.
    public void lock(Section section, Cell cell) {
        lockedCell.set(new Pointed(section, cell));
    }

    /// Pins a cell, row or column, or releases it where it is the pinned one or none.
    public void toggleLock(Section section, @Nullable Cell cell) {
        if (cell == null || cell.equals(lockedIn(section))) {
            lockedCell.set(null);
        } else {
            lock(section, cell);
        }
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
