package io.headscope.shell;

import io.headscope.session.ViewContext;
import io.headscope.view.ViewPane;
import io.headscope.view.Visualization;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.control.SplitPane;
import javafx.scene.control.Tab;
import org.jspecify.annotations.Nullable;

/// The middle of the window: every view as a tab, the tabs in one group or torn into several side by side.
final class Desk extends SplitPane implements AutoCloseable {

    private final List<Visualization> views;
    private final Wording wording;
    private final SequencedMap<String, Tab> tabs = new LinkedHashMap<>();
    private final SequencedMap<String, ViewPane> panes = new LinkedHashMap<>();

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
            tab.getTabPane().getSelectionModel().select(tab);
            tab.getTabPane().requestFocus();
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
        tab.getTabPane().getTabs().remove(tab);
        ViewTabs group = new ViewTabs(this, wording);
        group.getTabs().add(tab);
        getItems().add(Math.min(at, getItems().size()), group);
        share();
    }

    /// Puts a view among the tabs of another group.
    void move(String view, ViewTabs group) {
        Tab tab = tabs.get(view);
        if (tab == null || tab.getTabPane() == group) {
            return;
        }
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
        return getItems().stream().map(ViewTabs.class::cast).toList();
    }

    /// The views of every group, for tests and for remembering.
    List<List<String>> arrangement() {
        return groups().stream().map(ViewTabs::views).toList();
    }

    private ViewTabs current() {
        return groups().stream().filter(Desk::hasFocus).findFirst().orElse(groups().getLast());
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
        groups().forEach(group -> group.getTabs().clear());
        ViewTabs group = new ViewTabs(this, wording);
        group.getTabs().setAll(all);
        getItems().setAll(List.of(group));
    }

    private void forgetEmptyGroups() {
        getItems().removeIf(group -> ((ViewTabs) group).getTabs().isEmpty());
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
