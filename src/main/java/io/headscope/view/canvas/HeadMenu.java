package io.headscope.view.canvas;

import io.headscope.attention.HeadAddress;
import io.headscope.session.HeadTaking;
import io.headscope.session.ViewContext;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.MenuItem;

/// The menu of the head that is looked at: what can be done with it besides looking.
public final class HeadMenu {

    private HeadMenu() {}

    /// Opens it where the second button of the mouse is pressed, or the key for menus.
    public static void on(DrawingCanvas canvas, ViewContext context) {
        ContextMenu menu = new ContextMenu();
        canvas.setOnContextMenuRequested(event -> {
            menu.getItems().setAll(take(context));
            menu.show(canvas, event.getScreenX(), event.getScreenY());
            event.consume();
        });
    }

    /// Takes the head that is looked at now: while the menu is open the pointer is elsewhere.
    public static MenuItem take(ViewContext context) {
        HeadAddress head = context.selection().focusedHead().getValue();
        MenuItem item = new MenuItem(context.messages().getValue().text("view.lab.take"));
        item.setOnAction(_ -> {
            if (head != null) {
                context.selection().lockedHead().set(head);
            }
            HeadTaking.take(context);
        });
        return item;
    }
}
