package io.headscope.view.diagram;

import io.headscope.diagram.Click;
import io.headscope.diagram.Diagram;
import io.headscope.diagram.mermaid.Fault;
import io.headscope.diagram.mermaid.MermaidReader;
import io.headscope.diagram.mermaid.Reading;
import io.headscope.drawing.Drawing;
import io.headscope.file.TextFile;
import io.headscope.file.WholeFile;
import io.headscope.message.Messages;
import io.headscope.message.ProblemException;
import io.headscope.session.ViewContext;
import io.headscope.task.Cancellation;
import io.headscope.view.ViewPane;
import io.headscope.view.canvas.LayoutJob;
import io.headscope.view.canvas.ViewControls;
import io.headscope.view.canvas.ViewControls.Action;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.Orientation;
import javafx.scene.control.Label;
import javafx.scene.control.SplitPane;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.Region;
import javafx.util.Subscription;
import org.fxmisc.flowless.VirtualizedScrollPane;
import org.fxmisc.richtext.CodeArea;
import org.fxmisc.richtext.LineNumberFactory;
import org.jspecify.annotations.Nullable;

/// A Mermaid text beside its drawing, which follows while it is written; what is wrong stands below the text, with its place.
public final class MermaidPane implements ViewPane {

    private final ViewContext context;
    private final MermaidFiles files;
    private final CodeArea area = new CodeArea();
    private final Label fault = new Label();
    private final DiagramSurface surface;
    private final LayoutJob<Reading> reading;
    private final ObjectProperty<MermaidExample> example = new SimpleObjectProperty<>(MermaidExample.ATTENTION);
    private final ViewControls controls;
    private final BorderPane node = new BorderPane();
    private final PageQuestion question;
    private final Pages pages;
    private List<Click> clicks = List.of();
    private final Subscription subscriptions;
    private @Nullable Fault shown;
    private String given = "";

    public MermaidPane(ViewContext context, MermaidFiles files, Pages pages) {
        this.context = context;
        this.files = files;
        this.pages = pages;
        this.question = new PageQuestion(context.messages(), this::openPage);
        this.surface = new DiagramSurface(context.background(), _ -> {}, this::chosen, _ -> false, this::refused);
        surface.setTips(this::tip);
        this.reading = new LayoutJob<>(context.background(), this::read);
        this.controls = createControls();
        area.setParagraphGraphicFactory(LineNumberFactory.get(area));
        area.getStyleClass().add("mermaid-text");
        fault.getStyleClass().add("mermaid-fault");
        fault.setWrapText(true);
        fault.managedProperty().bind(fault.textProperty().isNotEmpty());
        BorderPane writing = new BorderPane(new VirtualizedScrollPane<>(area));
        writing.setBottom(fault);
        writing.setMinWidth(0);
        SplitPane sides = new SplitPane(writing, surface.canvas());
        // The text above the drawing where both would be narrow side by side, and not where both would be low.
        sides.layoutBoundsProperty().subscribe(bounds -> sides.setOrientation(
                bounds.getWidth() < 800 && bounds.getWidth() < 1.5 * bounds.getHeight() ? Orientation.VERTICAL : Orientation.HORIZONTAL));
        sides.setDividerPositions(0.38);
        node.getStyleClass().add("mermaid-view");
        node.setTop(controls.node());
        node.setCenter(sides);
        node.setBottom(question);
        area.textProperty().addListener((_, _, text) -> typed(text));
        subscriptions = Subscription.combine(
                context.theme().subscribe(surface.canvas()::setTheme),
                context.lab().presenting().subscribe(surface.canvas()::setPresented),
                context.messages().subscribe(this::speak),
                example.subscribe(this::offer));
    }

    @Override
    public Region node() {
        return node;
    }

    @Override
    public @Nullable Function<Cancellation, Drawing> figure() {
        return surface.figure((_, _) -> {});
    }

    /// The text and where it is written.
    CodeArea area() {
        return area;
    }

    DiagramSurface surface() {
        return surface;
    }

    Label fault() {
        return fault;
    }

    private ViewControls createControls() {
        return new ViewControls(context.messages())
                .list("view.mermaid.example", Arrays.asList(MermaidExample.values()), MermaidExample::id, example)
                .buttons(
                        Action.named("view.mermaid.open", this::open),
                        Action.named("view.mermaid.save", this::save))
                .buttons(
                        new Action("view.diagram.zoom-in", "+", () -> surface.canvas().zoomIn()),
                        new Action("view.diagram.zoom-out", "−", () -> surface.canvas().zoomOut()),
                        Action.named("view.diagram.fit", () -> surface.canvas().fit()));
    }

    private void offer(MermaidExample chosen) {
        given = chosen.text(context.messages().getValue());
        put(given);
        surface.canvas().fit();
    }

    private void speak(Messages messages) {
        area.setAccessibleText(messages.text("view.mermaid.text"));
        surface.canvas().setAccessibleText(messages.text("view.mermaid.described"));
        // An example that nobody has changed speaks the new language; what somebody wrote stays.
        if (area.getText().equals(given)) {
            offer(example.get());
        }
        tell();
    }

    private void typed(String text) {
        color(text);
        reading.request(_ -> MermaidReader.read(text));
    }

    /// Instead of what is written. The same text put again is no change that anybody is told of, and would have lost its colours.
    private void put(String text) {
        area.replaceText(text);
        color(text);
    }

    private void color(String text) {
        if (!text.isEmpty()) {
            area.setStyleSpans(0, MermaidColors.of(text));
        }
    }

    private void read(Reading made) {
        switch (made) {
            case Reading.Flowchart(Diagram diagram) -> {
                shown = null;
                clicks = diagram.clicks();
                question.drop();
                surface.show(diagram);
            }
            case Reading.Refused(Fault wrong) -> shown = wrong;
        }
        mark();
        tell();
    }

    /// The drawing stays as it was before the fault.
    private void mark() {
        Fault wrong = shown;
        for (int line = 0; line < Math.min(area.getParagraphs().size(), 2_000); line++) {
            boolean here = wrong != null && wrong.line() == line + 1;
            if (here == area.getParagraph(line).getParagraphStyle().isEmpty()) {
                area.setParagraphStyle(line, here ? List.of("mermaid-wrong") : List.of());
            }
        }
    }

    private void tell() {
        Messages messages = context.messages().getValue();
        Fault wrong = shown;
        fault.setText(wrong == null
                ? ""
                : messages.format("view.mermaid.fault", wrong.line(), wrong.column(), wrong.reason()) + "\n" + wrong.excerpt());
    }

    // ---- what a click on a node does

    private Optional<Click> click(String id) {
        return clicks.stream().filter(click -> click.ids().contains(id)).reduce((_, last) -> last);
    }

    /// What the text says of a node, and where it leads.
    private String tip(String id) {
        Messages messages = context.messages().getValue();
        return click(id)
                .map(click -> Stream.of(
                                click.tooltip() == null ? "" : click.tooltip(),
                                switch (click.action()) {
                                    case Click.OpenPage(String address, var _) -> messages.format("view.mermaid.leads", address);
                                    case Click.CallFunction(String name, var _) -> messages.format("view.mermaid.calls", name);
                                })
                        .filter(line -> !line.isEmpty())
                        .collect(Collectors.joining("\n")))
                .orElse("");
    }

    /// A page is opened only once the person has said so.
    private void chosen(String id) {
        question.drop();
        click(id).ifPresent(click -> {
            if (click.action() instanceof Click.OpenPage(String address, var _)) {
                question.ask(address, Pages.isAddress(address));
            }
        });
    }

    private void openPage(String address) {
        try {
            pages.open(address);
        } catch (IOException failure) {
            fault.setText(context.messages().getValue().format("view.mermaid.not-opened", address));
        }
    }

    /// The question whether to open a page.
    PageQuestion question() {
        return question;
    }

    private void refused(RuntimeException why) {
        say(why);
    }

    private void say(RuntimeException why) {
        fault.setText(why instanceof ProblemException problem
                ? problem.sentence(context.messages().getValue())
                : String.valueOf(why.getMessage()));
    }

    private void open() {
        Messages messages = context.messages().getValue();
        files.open(node.getScene().getWindow(), messages.text("view.mermaid.open")).ifPresent(this::open);
    }

    /// Opens a text.
    @Override
    public void open(Path file) {
        try {
            put(TextFile.read(file));
            surface.canvas().fit();
        } catch (ProblemException unreadable) {
            say(unreadable);
        }
    }

    /// Begins a new one.
    @Override
    public void begin() {
        put(context.messages().getValue().text("view.mermaid.new"));
        area.moveTo(area.getLength());
        surface.canvas().fit();
        area.requestFocus();
    }

    private void save() {
        Messages messages = context.messages().getValue();
        files.save(node.getScene().getWindow(), messages.text("view.mermaid.save")).ifPresent(this::save);
    }

    /// Saves the text as it is, right or wrong.
    void save(Path file) {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(area.getText());
            WholeFile.write(file, channel -> {
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            });
        } catch (IOException failure) {
            say(WholeFile.notWritten(file, failure));
        }
    }

    @Override
    public void close() {
        subscriptions.unsubscribe();
        reading.drop();
        surface.close();
        controls.close();
        question.close();
        area.dispose();
    }
}
