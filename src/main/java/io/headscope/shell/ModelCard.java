package io.headscope.shell;

import io.headscope.attention.AttentionSite;
import io.headscope.message.Messages;
import io.headscope.model.ElementType;
import io.headscope.model.Network;
import io.headscope.model.Proof;
import io.headscope.session.OpenModel;
import io.headscope.view.ClaimName;
import java.text.NumberFormat;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.geometry.VPos;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/// The model card: what is open, in a few lines.
final class ModelCard extends VBox {

    private final ReadOnlyObjectProperty<@Nullable OpenModel> model;
    private final Wording wording;
    private final GridPane facts = new GridPane();

    ModelCard(ReadOnlyObjectProperty<@Nullable OpenModel> model, Wording wording) {
        this.model = model;
        this.wording = wording;
        getStyleClass().addAll("panel", "model-card");
        getChildren().addAll(createName(), createProof(), createFacts());
    }

    private Label createName() {
        Label name = wording.label(new Label(), wording.<OpenModel>either(
                model, (_, open) -> open.name(), messages -> messages.text("shell.model.none")));
        name.getStyleClass().add("model-name");
        name.setWrapText(true);
        Tooltip where = new Tooltip();
        where.textProperty().bind(wording.<OpenModel>ifPresent(
                model, (_, open) -> open.folder().toAbsolutePath().toString()));
        name.setTooltip(where);
        return name;
    }

    private Label createProof() {
        Label proof = wording.label(new Label(), wording.<OpenModel>ifPresent(model, ModelCard::proof));
        proof.getStyleClass().add("model-proof");
        proof.setWrapText(true);
        proof.visibleProperty().bind(proof.textProperty().isNotEmpty());
        proof.managedProperty().bind(proof.visibleProperty());
        return proof;
    }

    private GridPane createFacts() {
        facts.getStyleClass().add("facts");
        ColumnConstraints value = new ColumnConstraints();
        value.setHgrow(Priority.ALWAYS);
        facts.getColumnConstraints().addAll(new ColumnConstraints(), value);
        addFact("shell.model.family", (_, open) -> open.network().family());
        addFact("shell.model.architecture", ModelCard::architecture);
        addFact("shell.model.heads", (_, open) -> layersByHeads(open.network()));
        addFact("shell.model.parameters", (messages, open) -> compact(messages, open.network().program().parameters()));
        addFact("shell.model.stored", (_, open) -> storedAs(open));
        addFact("shell.model.running", (messages, open) -> running(messages, open));
        addFact("shell.model.positions", (messages, open) -> ofText(messages, open.network().positions()));
        addFact("shell.model.vocabulary", (messages, open) -> ofText(messages, open.network().vocabulary()));
        facts.visibleProperty().bind(model.isNotNull());
        facts.managedProperty().bind(model.isNotNull());
        return facts;
    }

    private static String architecture(Messages messages, OpenModel open) {
        String known = open.network().architecture();
        return open.headLeftOut().map(named -> messages.format("shell.model.head-left-out", known, named)).orElse(known);
    }

    private static String running(Messages messages, OpenModel open) {
        String held = messages.text(open.runsByBlock() ? "shell.model.by-layer" : "shell.model.whole");
        return open.firstLayers().isEmpty()
                ? held
                : messages.format("shell.model.first-layers", open.firstLayers().getAsInt(), held);
    }

    private void addFact(String key, Wording.Phrase<OpenModel> phrase) {
        Label name = wording.label(new Label(), key);
        name.getStyleClass().add("fact-name");
        name.setMinWidth(USE_PREF_SIZE);
        Label value = wording.label(new Label(), wording.<OpenModel>ifPresent(model, phrase));
        value.getStyleClass().add("fact-value");
        value.setWrapText(true);
        GridPane.setValignment(name, VPos.TOP);
        facts.addRow(facts.getRowCount(), name, value);
    }

    /// What a short run has shown of a foreign network, with the sites that it found wanting.
    private static String proof(Messages messages, OpenModel open) {
        Proof proof = open.proof();
        if (proof == null) {
            return "";
        }
        String failing = proof.sites().stream()
                .filter(site -> !site.failed().isEmpty())
                .map(site -> messages.format("shell.model.proof.place", site.name(), failed(messages, site)))
                .collect(Collectors.joining(", "));
        String said = messages.format("shell.model.proof.sites", proof.proved(), proof.sites().size());
        String changed = " " + (!proof.apart()
                ? messages.text("shell.model.proof.same")
                : messages.format(proof.change() <= Proof.ROUNDING ? "shell.model.proof.apart" : "shell.model.proof.changed", proof.change()));
        String notes = proof.notes().stream().map(note -> " " + note.in(messages) + ".").collect(Collectors.joining());
        return said + (failing.isEmpty() ? "" : " " + messages.format("shell.model.proof.failing", failing)) + changed + distance(messages, proof) + notes;
    }

    /// Of use where the attention that is seen is not that of the run whose outputs are.
    private static String distance(Messages messages, Proof proof) {
        return !proof.apart() || proof.distance().isEmpty()
                ? ""
                : " " + messages.format("shell.model.proof.distance", proof.measured(), proof.sites().size(), proof.distance().getAsDouble());
    }

    private static String failed(Messages messages, Proof.Place site) {
        return ClaimName.of(site.failed(), messages);
    }

    /// `4 × 8`; a sum where stacks differ, `6 × 8 + 6 × 8 × 2`.
    static String layersByHeads(Network network) {
        SequencedMap<Object, Integer> layers = new LinkedHashMap<>();
        for (AttentionSite site : network.program().sites()) {
            layers.merge(java.util.List.of(site.stack(), site.kind(), site.heads()), 1, Integer::sum);
        }
        return layers.entrySet().stream()
                .map(entry -> entry.getValue() + " × " + ((java.util.List<?>) entry.getKey()).getLast())
                .collect(Collectors.joining(" + "));
    }

    /// Shorter than a line: 1.03M, or 103万.
    static String compact(Messages messages, long number) {
        NumberFormat format =
                NumberFormat.getCompactNumberInstance(messages.language().locale(), NumberFormat.Style.SHORT);
        format.setMaximumFractionDigits(2);
        return format.format(number);
    }

    /// Networks that read no text have none.
    private static String ofText(Messages messages, long number) {
        return number == 0 ? "–" : whole(messages, number);
    }

    private static String whole(Messages messages, long number) {
        return NumberFormat.getIntegerInstance(messages.language().locale()).format(number);
    }

    private static String storedAs(OpenModel open) {
        return open.storedAs().stream().map(ElementType::name).collect(Collectors.joining(", "));
    }
}
