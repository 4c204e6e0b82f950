package io.headscope.shell;

import io.headscope.session.ViewContext;
import io.headscope.view.ViewPane;
import io.headscope.view.Visualization;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.control.SplitPane;
import javafx.scene.control.Tab;
import org.jspecify.annotations.Nullable;

/// The middle of the window: every view as a tab, the tabs in one group or torn into several side by side. One view may
/// have all of the room for itself for a while; the groups are then as they were.
final class Desk extends SplitPane implements AutoCloseable {

    private final List<Visualization> views;
    private final Wording wording;
    private final SequencedMap<String, Tab> tabs = new LinkedHashMap<>();
    private final SequencedMap<String, ViewPane> panes = new LinkedHashMap<>();
    private final List<ViewTabs> groups = new ArrayList<>();
    private final ReadOnlyObjectWrapper<@Nullable String> alone = new ReadOnlyObjectWrapper<>();
    private double[] shares = {};
    private boolean presenting;
    private @Nullable ViewTabs front;

    /// The first view stands alone, beside it all others.
    Desk(List<Visualization> views, ViewContext context, Wording wording) {
        this.views = views;
        this.wording = wording;
        getStyleClass().add("desk");
        for (Visualization view : views) {
            ViewPane pane = view.createPane(context);
            panes.put(view.id(), pane);
            tabs.put(view.id(), ViewTabs.createTab(view, pane, wording));
        }
        group(List.copyOf(tabs.values()));
        if (tabs.size() > 1) {
            split(tabs.firstEntry().getKey(), 0);
        }
        // Groups lie side by side where there is room, above each other where the window is narrow.
        layoutBoundsProperty().subscribe(bounds ->
                setOrientation(bounds.getHeight() > bounds.getWidth() ? Orientation.VERTICAL : Orientation.HORIZONTAL));
    }

    /// Shows a view and gives it the keyboard.
    void show(String view) {
        Tab tab = tabs.get(view);
        if (tab != null) {
            front = (ViewTabs) tab.getTabPane();
            if (!view.equals(alone.get())) {
                alone.set(null);
            }
            arrange();
            tab.getTabPane().getSelectionModel().select(tab);
            tab.getTabPane().requestFocus();
        }
    }

    /// Shows a view, and no other beside it until another is wanted.
    void showAlone(String view) {
        if (tabs.containsKey(view)) {
            alone.set(view);
            show(view);
        }
    }

    /// Shows all groups again.
    void showAll() {
        alone.set(null);
        arrange();
    }

    /// The view that has the room for itself; nothing while none has.
    ReadOnlyObjectProperty<@Nullable String> alone() {
        return alone.getReadOnlyProperty();
    }

    /// Whether a room looks on: whatever view is shown, it is shown alone.
    void setPresenting(boolean on) {
        if (on != presenting) {
            front = on ? current() : front;
            presenting = on;
            arrange();
        }
    }

    /// Puts the groups there that are to be seen.
    private void arrange() {
        ViewTabs only = presenting || alone.get() != null ? front : null;
        List<ViewTabs> wanted = only != null && groups.contains(only) ? List.of(only) : List.copyOf(groups);
        if (wanted.equals(getItems())) {
            return;
        }
        if (getItems().size() == groups.size()) {
            shares = getDividerPositions();
        }
        getItems().setAll(wanted);
        if (wanted.size() == groups.size() && shares.length == groups.size() - 1) {
            setDividerPositions(shares);
        } else {
            share();
        }
    }

    /// A view that is chosen among the tabs has not asked for the room.
    private void chosen(ViewTabs group) {
        String only = alone.get();
        if (only != null && group == front && !only.equals(group.shown())) {
            showAll();
        }
    }

    /// The view on top where the keyboard is.
    @Nullable Visualization shown() {
        String id = current().shown();
        return views.stream().filter(view -> view.id().equals(id)).findFirst().orElse(null);
    }

    ViewPane pane(Visualization view) {
        return Objects.requireNonNull(panes.get(view.id()), view::id);
    }

    /// Tears a view out into a group of its own.
    ///
    /// @param at the place of the new group among the groups
    void split(String view, int at) {
        Tab tab = tabs.get(view);
        if (tab == null || tab.getTabPane().getTabs().size() == 1) {
            return;
        }
        showAll();
        tab.getTabPane().getTabs().remove(tab);
        ViewTabs group = createGroup();
        group.getTabs().add(tab);
        groups.add(Math.min(at, groups.size()), group);
        rearranged();
    }

    /// Puts a view among the tabs of another group.
    void move(String view, ViewTabs group) {
        Tab tab = tabs.get(view);
        if (tab == null || tab.getTabPane() == group) {
            return;
        }
        showAll();
        tab.getTabPane().getTabs().remove(tab);
        group.getTabs().add(tab);
        group.getSelectionModel().select(tab);
        forgetEmptyGroups();
    }

    /// Moves the view that has the keyboard to the next group, or to a new one if there is but one.
    void moveCurrent() {
        ViewTabs from = current();
        String view = from.shown();
        if (view == null) {
            return;
        }
        int at = groups().indexOf(from);
        if (groups().size() == 1) {
            split(view, at + 1);
        } else {
            move(view, groups().get((at + 1) % groups().size()));
        }
        show(view);
    }

    /// Puts all views into one group.
    void join() {
        String view = current().shown();
        group(List.copyOf(tabs.values()));
        if (view != null) {
            show(view);
        }
    }

    List<ViewTabs> groups() {
        return List.copyOf(groups);
    }

    /// The views of every group, for tests and for remembering.
    List<List<String>> arrangement() {
        return groups().stream().map(ViewTabs::views).toList();
    }

    private ViewTabs current() {
        ViewTabs shown = alone.get() != null || presenting ? front : null;
        return groups.stream().filter(Desk::hasFocus).findFirst().orElse(shown != null ? shown : groups.getLast());
    }

    private static boolean hasFocus(ViewTabs group) {
        for (Node node = group.getScene() == null ? null : group.getScene().getFocusOwner(); node != null; node = parent(node)) {
            if (node == group) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Node parent(Node node) {
        return node.getParent();
    }

    private void group(List<Tab> all) {
        alone.set(null);
        groups.forEach(group -> group.getTabs().clear());
        ViewTabs group = createGroup();
        group.getTabs().setAll(all);
        groups.clear();
        groups.add(group);
        rearranged();
    }

    private ViewTabs createGroup() {
        ViewTabs group = new ViewTabs(this, wording);
        group.getSelectionModel().selectedItemProperty().subscribe((_, _) -> chosen(group));
        return group;
    }

    private void forgetEmptyGroups() {
        groups.removeIf(group -> group.getTabs().isEmpty());
        rearranged();
    }

    private void rearranged() {
        front = front != null && groups.contains(front) ? front : groups.getLast();
        getItems().setAll(presenting ? List.of(front) : groups);
        share();
    }

    private void share() {
        int groups = getItems().size();
        for (int i = 0; i < groups - 1; i++) {
            setDividerPosition(i, (i + 1.0) / groups);
        }
    }

    /// Closes every view.
    @Override
    public void close() {
        panes.values().forEach(ViewPane::close);
        panes.clear();
    }
}
