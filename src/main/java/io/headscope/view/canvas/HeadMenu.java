package io.headscope.view.canvas;

import io.headscope.attention.HeadAddress;
import io.headscope.session.HeadTaking;
import io.headscope.session.ViewContext;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.MenuItem;

/// The menu of the head that is looked at: what can be done with it besides looking.
public final class HeadMenu {

    private HeadMenu() {}

    /// Opens it where the second button of the mouse is pressed, or the key for menus.
    public static void on(DrawingCanvas canvas, ViewContext context) {
        ContextMenu menu = new ContextMenu();
        canvas.setOnContextMenuRequested(event -> {
            menu.getItems().setAll(items(context));
            menu.show(canvas, event.getScreenX(), event.getScreenY());
            event.consume();
        });
    }

    private static List<MenuItem> items(ViewContext context) {
        List<MenuItem> items = new ArrayList<>(List.of(take(context)));
        HeadAddress head = context.selection().focusedHead().getValue();
        if (context.switches().possible().get()) {
            if (head != null) {
                String key = context.switches().isOff(head) ? "view.switch.on" : "view.switch.off";
                items.add(item(context, key, () -> context.switches().toggle(head)));
            }
            if (!context.switches().off().get().isEmpty()) {
                items.add(item(context, "view.switch.all-on", context.switches()::restoreAll));
            }
        }
        return items;
    }

    private static MenuItem item(ViewContext context, String key, Runnable work) {
        MenuItem item = new MenuItem(context.messages().getValue().text(key));
        item.setOnAction(_ -> work.run());
        return item;
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
