package io.headscope.shell;

import io.headscope.view.ViewPane;
import io.headscope.view.Visualization;
import java.util.List;
import javafx.scene.control.Label;
import javafx.scene.control.Tab;
import javafx.scene.control.TabPane;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.DataFormat;
import javafx.scene.input.DragEvent;
import javafx.scene.input.Dragboard;
import javafx.scene.input.TransferMode;
import org.jspecify.annotations.Nullable;

/// One group of views. A tab can be dragged onto another group, or to the edge of one, which tears it out.
final class ViewTabs extends TabPane {

    private static final DataFormat VIEW = new DataFormat("application/x-headscope-view");
    private static final double EDGE = 0.2;

    private final Desk desk;

    ViewTabs(Desk desk, Wording wording) {
        this.desk = desk;
        wording.name(this, "shell.desk.views");
        setTabClosingPolicy(TabClosingPolicy.UNAVAILABLE);
        setMinSize(0, 0);
        setOnDragOver(this::over);
        setOnDragDropped(this::dropped);
    }

    static Tab createTab(Visualization view, ViewPane pane, Wording wording) {
        Tab tab = new Tab();
        tab.setId(view.id());
        // A view that is not on top is in no window, and so draws nothing that nobody sees.
        tab.selectedProperty().subscribe(onTop -> tab.setContent(onTop ? pane.node() : null));
        // The title is a node because only nodes can be dragged; the text, which the stylesheet hides, is what is read out.
        tab.textProperty().bind(wording.text("view." + view.id() + ".title"));
        Label title = wording.label(new Label(), "view." + view.id() + ".title");
        title.setOnDragDetected(event -> {
            Dragboard board = title.startDragAndDrop(TransferMode.MOVE);
            board.setDragView(title.snapshot(null, null));
            ClipboardContent content = new ClipboardContent();
            content.put(VIEW, view.id());
            board.setContent(content);
            event.consume();
        });
        tab.setGraphic(title);
        return tab;
    }

    /// The view on top, if there is any.
    @Nullable String shown() {
        Tab tab = getSelectionModel().getSelectedItem();
        return tab == null ? null : tab.getId();
    }

    List<String> views() {
        return getTabs().stream().map(Tab::getId).toList();
    }

    private void over(DragEvent event) {
        if (event.getDragboard().hasContent(VIEW)) {
            event.acceptTransferModes(TransferMode.MOVE);
            event.consume();
        }
    }

    private void dropped(DragEvent event) {
        if (event.getDragboard().getContent(VIEW) instanceof String view) {
            drop(view, event.getX() / getWidth());
            event.setDropCompleted(true);
            event.consume();
        }
    }

    /// @param across where it was let go, from 0 at the left edge to 1 at the right
    void drop(String view, double across) {
        int at = desk.groups().indexOf(this);
        if (across < EDGE) {
            desk.split(view, at);
        } else if (across > 1 - EDGE) {
            desk.split(view, at + 1);
        } else {
            desk.move(view, this);
        }
    }
}
