package io.headscope.view.lab;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.BulletList;
import org.commonmark.node.Code;
import org.commonmark.node.Emphasis;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.StrongEmphasis;

/// Markdown as controls: paragraphs, lists, quotes, headings and code. What else there may be is shown as its text.
final class MarkdownText extends AbstractVisitor {

    private final List<Region> blocks = new ArrayList<>();
    private List<Text> words = new ArrayList<>();
    private String style = "";

    private MarkdownText() {}

    static List<Region> of(List<Node> nodes) {
        MarkdownText made = new MarkdownText();
        nodes.forEach(node -> node.accept(made));
        return made.blocks;
    }

    @Override
    public void visit(Paragraph paragraph) {
        flow(paragraph, "lesson-paragraph");
    }

    @Override
    public void visit(Heading heading) {
        flow(heading, "lesson-heading");
    }

    private void flow(Node block, String styleClass) {
        words = new ArrayList<>();
        visitChildren(block);
        TextFlow flow = new TextFlow(words.toArray(Text[]::new));
        flow.getStyleClass().add(styleClass);
        blocks.add(flow);
    }

    @Override
    public void visit(BulletList list) {
        items(list, false);
    }

    @Override
    public void visit(OrderedList list) {
        items(list, true);
    }

    private void items(Node list, boolean numbered) {
        int number = 0;
        for (Node item = list.getFirstChild(); item != null; item = item.getNext()) {
            number++;
            if (item instanceof ListItem) {
                List<Node> children = new ArrayList<>();
                for (Node child = item.getFirstChild(); child != null; child = child.getNext()) {
                    children.add(child);
                }
                VBox body = new VBox(of(children).toArray(Region[]::new));
                HBox.setHgrow(body, Priority.ALWAYS);
                Label mark = new Label(numbered ? number + "." : "•");
                mark.setMinWidth(Region.USE_PREF_SIZE);
                HBox row = new HBox(8, mark, body);
                row.getStyleClass().add("lesson-item");
                blocks.add(row);
            }
        }
    }

    @Override
    public void visit(BlockQuote quote) {
        List<Node> children = new ArrayList<>();
        for (Node child = quote.getFirstChild(); child != null; child = child.getNext()) {
            children.add(child);
        }
        VBox box = new VBox(of(children).toArray(Region[]::new));
        box.getStyleClass().add("lesson-quote");
        blocks.add(box);
    }

    @Override
    public void visit(FencedCodeBlock code) {
        Label label = new Label(code.getLiteral().stripTrailing());
        label.getStyleClass().add("lab-code");
        blocks.add(label);
    }

    @Override
    public void visit(org.commonmark.node.Text text) {
        add(text.getLiteral());
    }

    @Override
    public void visit(Code code) {
        String before = style;
        style = "lesson-code";
        add(code.getLiteral());
        style = before;
    }

    @Override
    public void visit(Emphasis emphasis) {
        styled("lesson-emphasis", emphasis);
    }

    @Override
    public void visit(StrongEmphasis strong) {
        styled("lesson-strong", strong);
    }

    private void styled(String styleClass, Node node) {
        String before = style;
        style = styleClass;
        visitChildren(node);
        style = before;
    }

    @Override
    public void visit(SoftLineBreak line) {
        // Between Chinese characters there is no space.
        boolean spaced = words.isEmpty() || !endsIdeographic(words.getLast().getText());
        add(spaced ? " " : "");
    }

    private static boolean endsIdeographic(String text) {
        return !text.isEmpty() && text.codePointBefore(text.length()) > 0x2E80;
    }

    @Override
    public void visit(HardLineBreak line) {
        add("\n");
    }

    private void add(String text) {
        Text word = new Text(text);
        word.getStyleClass().add("lesson-text");
        if (!style.isEmpty()) {
            word.getStyleClass().add(style);
        }
        words.add(word);
    }
}
