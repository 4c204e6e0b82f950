package io.headscope.view.diagram;

import io.headscope.message.Messages;
import java.util.function.Consumer;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.util.Subscription;

/// Asks below a diagram whether a page that it links to is to be opened. Nothing leaves the machine before someone says so.
final class PageQuestion extends HBox implements AutoCloseable {

    private final ObservableValue<Messages> messages;
    private final Label label = new Label();
    private final Button open = new Button();
    private final Button copy = new Button();
    private final Button leave = new Button();
    private final Subscription subscription;
    private String address = "";
    private boolean canOpen;

    /// @param open does it
    PageQuestion(ObservableValue<Messages> messages, Consumer<String> open) {
        super(8);
        this.messages = messages;
        getStyleClass().add("page-question");
        setAlignment(Pos.CENTER_LEFT);
        label.setWrapText(true);
        HBox.setHgrow(label, Priority.ALWAYS);
        label.setMaxWidth(Double.MAX_VALUE);
        this.open.setId("open-page");
        this.open.setOnAction(_ -> {
            String wanted = address;
            drop();
            open.accept(wanted);
        });
        copy.setId("copy-address");
        copy.setOnAction(_ -> {
            ClipboardContent content = new ClipboardContent();
            content.putString(address);
            Clipboard.getSystemClipboard().setContent(content);
            drop();
        });
        leave.setId("leave-page");
        leave.setOnAction(_ -> drop());
        getChildren().addAll(label, this.open, copy, leave);
        subscription = messages.subscribe(this::speak);
        drop();
    }

    /// @param canOpen whether it is the address of a page; if not, it can be copied only
    void ask(String address, boolean canOpen) {
        this.address = address;
        this.canOpen = canOpen;
        setVisible(true);
        setManaged(true);
        speak();
    }

    void drop() {
        address = "";
        setVisible(false);
        setManaged(false);
    }

    boolean isAsking() {
        return isVisible();
    }

    private void speak() {
        Messages now = messages.getValue();
        label.setText(now.format(canOpen ? "view.mermaid.open-page" : "view.mermaid.no-page", address));
        open.setText(now.text("view.mermaid.open-page.yes"));
        open.setVisible(canOpen);
        open.setManaged(canOpen);
        copy.setText(now.text("view.mermaid.open-page.copy"));
        leave.setText(now.text("view.mermaid.open-page.no"));
    }

    @Override
    public void close() {
        subscription.unsubscribe();
    }
}
