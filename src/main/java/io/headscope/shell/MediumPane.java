package io.headscope.shell;

import io.headscope.attention.RgbImage;
import io.headscope.attention.Waveform;
import io.headscope.input.Medium;
import io.headscope.message.Messages;
import io.headscope.model.Network;
import io.headscope.session.LastRun;
import io.headscope.session.OpenModel;
import io.headscope.session.TextRuns;
import io.headscope.session.WorkbenchSession;
import java.util.stream.Collectors;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.image.ImageView;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/// The picture or the sound that goes into the network: seen small, opened, pasted, dropped on the window, taken away.
/// There only while the network takes one.
final class MediumPane extends VBox {

    private static final int WIDTH = 210;
    private static final int HEIGHT = 130;

    private final WorkbenchSession session;
    private final TextRuns runs;
    private final Wording wording;

    MediumPane(WorkbenchSession session, Wording wording, Command open, Command paste) {
        this.session = session;
        this.runs = session.runs();
        this.wording = wording;
        setId("medium");
        getStyleClass().add("pair");
        getChildren().addAll(createTitle(), createThumbnail(), createFacts(), createButtons(open, paste), createRemarks());
        BooleanBinding taken = Bindings.createBooleanBinding(() -> takesPicture() || takesSound(), session.model());
        visibleProperty().bind(taken);
        managedProperty().bind(taken);
    }

    private boolean takesPicture() {
        Network network = network();
        return network != null && network.takesPicture();
    }

    private boolean takesSound() {
        Network network = network();
        return network != null && network.takesSound();
    }

    private @Nullable Network network() {
        OpenModel open = session.model().get();
        return open == null ? null : open.network();
    }

    private Label createTitle() {
        Label title = wording.label(new Label(), Bindings.createStringBinding(
                () -> wording.messages().getValue().text(takesSound() ? "shell.input.sound" : "shell.input.picture"),
                wording.messages(),
                session.model()));
        title.getStyleClass().add("panel-title");
        return title;
    }

    private ImageView createThumbnail() {
        ImageView view = new ImageView();
        view.setId("thumbnail");
        view.setPreserveRatio(true);
        view.imageProperty().bind(Bindings.createObjectBinding(() -> thumbnail(runs.medium().get()), runs.medium()));
        view.managedProperty().bind(view.imageProperty().isNotNull());
        view.accessibleTextProperty().bind(facts());
        return view;
    }

    private static javafx.scene.image.@Nullable Image thumbnail(@Nullable Medium medium) {
        return switch (medium) {
            case null -> null;
            case Medium.Picture(String _, RgbImage image) -> Thumbnail.of(image, WIDTH, HEIGHT);
            case Medium.Sound sound -> Thumbnail.of(sound.wave(), WIDTH, HEIGHT / 3);
        };
    }

    private Label createFacts() {
        Label facts = wording.label(new Label(), facts());
        facts.setId("medium-facts");
        facts.getStyleClass().add("fact-name");
        facts.setWrapText(true);
        facts.setMinHeight(Region.USE_PREF_SIZE);
        return facts;
    }

    private javafx.beans.value.ObservableValue<String> facts() {
        return wording.<Medium>either(runs.medium(), MediumPane::facts, words -> words.text("shell.input.drop"));
    }

    private static String facts(Messages messages, Medium medium) {
        return switch (medium) {
            case Medium.Picture(String name, RgbImage image) -> messages.format(
                    "shell.input.picture-facts", name.isEmpty() ? messages.text("shell.draw.drawn") : name, image.width(), image.height());
            case Medium.Sound(String name, Waveform wave, var _) ->
                messages.format("shell.input.sound-facts", name, wave.seconds(), wave.rate());
        };
    }

    private HBox createButtons(Command open, Command paste) {
        Button choose = wording.hint(wording.label(new Button(), "shell.input.open"), open.text());
        choose.setId("open-medium");
        choose.setOnAction(_ -> open.run());
        Button clipboard = wording.hint(wording.label(new Button(), "shell.input.paste"), paste.text());
        clipboard.setOnAction(_ -> paste.run());
        clipboard.visibleProperty().bind(Bindings.createBooleanBinding(this::takesPicture, session.model()));
        clipboard.managedProperty().bind(clipboard.visibleProperty());
        Button away = wording.label(new Button(), "shell.input.take-away");
        away.disableProperty().bind(runs.medium().isNull());
        away.setOnAction(_ -> runs.medium().set(null));
        HBox row = new HBox(choose, clipboard, away);
        row.setAlignment(Pos.CENTER_LEFT);
        row.setSpacing(6);
        return row;
    }

    /// What became of it on its way in: what was cut off, what was mended.
    private Label createRemarks() {
        Label remarks = wording.label(new Label(), wording.<LastRun>ifPresent(runs.lastRun(), MediumPane::remarks));
        remarks.setId("medium-remarks");
        remarks.getStyleClass().add("fact-name");
        remarks.setWrapText(true);
        remarks.setMinHeight(Region.USE_PREF_SIZE);
        remarks.managedProperty().bind(remarks.textProperty().isNotEmpty());
        return remarks;
    }

    private static String remarks(Messages messages, LastRun last) {
        return last.remarks().stream().map(remark -> remark.in(messages)).collect(Collectors.joining(" "));
    }
}
