package io.headscope.view.lab;

import io.headscope.lab.LabState;
import io.headscope.lab.TakenHead;
import io.headscope.message.Messages;
import io.headscope.session.HeadTaking;
import io.headscope.session.ViewContext;
import java.util.Objects;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.util.Subscription;
import org.jspecify.annotations.Nullable;

/// Which tokens of a head lie on the lab's table, to be written otherwise; there only while a head does.
final class TokenFields extends HBox implements AutoCloseable {

    private final ViewContext context;
    private final Label queryLabel = new Label();
    private final Label keyLabel = new Label();
    private final TextField queries = new TextField();
    private final TextField keys = new TextField();
    private final Subscription subscription;
    private @Nullable TakenHead shown;

    TokenFields(ViewContext context) {
        super(8);
        this.context = context;
        setAlignment(Pos.CENTER_LEFT);
        setPadding(new Insets(0, 12, 6, 12));
        getStyleClass().add("view-controls");
        queries.setId("lab-queries");
        keys.setId("lab-keys");
        for (TextField field : new TextField[] {queries, keys}) {
            field.setPrefColumnCount(12);
            field.setOnAction(_ -> HeadTaking.take(context, queries.getText(), keys.getText()));
        }
        getChildren().addAll(queryLabel, queries, keyLabel, keys);
        subscription = Subscription.combine(
                context.messages().subscribe(this::speak), context.lab().state().subscribe(this::show));
    }

    private void show(LabState state) {
        TakenHead taken = state.taken();
        setVisible(taken != null);
        setManaged(taken != null);
        if (taken != null && !Objects.equals(taken, shown)) {
            queries.setText(HeadTaking.written(taken.queries()));
            keys.setText(HeadTaking.written(taken.keys()));
        }
        shown = taken;
        speak();
    }

    private void speak() {
        Messages messages = context.messages().getValue();
        boolean self = shown == null || shown.queries().equals(shown.keys());
        keys.setVisible(!self);
        keys.setManaged(!self);
        keyLabel.setVisible(!self);
        keyLabel.setManaged(!self);
        queryLabel.setText(messages.text(self ? "lab.tokens" : "lab.tokens.queries"));
        keyLabel.setText(messages.text("lab.tokens.keys"));
        queries.setPromptText(messages.text("lab.tokens.hint"));
        keys.setPromptText(messages.text("lab.tokens.hint"));
        queries.setAccessibleText(queryLabel.getText());
        keys.setAccessibleText(keyLabel.getText());
    }

    @Override
    public void close() {
        subscription.unsubscribe();
    }
}
