package io.headscope.diagram.mermaid;

import io.headscope.diagram.Click;
import io.headscope.diagram.Direction;
import io.headscope.diagram.Shape;
import io.headscope.diagram.Text;
import io.headscope.diagram.mermaid.Token.Kind;
import io.headscope.message.Phrase;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Puts tokens together to a flowchart, statement by statement, after mermaid 11's grammar.
final class Parser {

    private static final Set<Kind> IN_ID = EnumSet.of(
            Kind.NUMBER, Kind.NAME, Kind.DOWN, Kind.MINUS, Kind.DEFAULT, Kind.COMMA, Kind.COLON, Kind.AND, Kind.HASH, Kind.STAR,
            Kind.LETTER);
    private static final Set<Kind> IN_WORD = EnumSet.of(
            Kind.NUMBER, Kind.LETTER, Kind.NAME, Kind.DIRECTION, Kind.DOWN, Kind.MINUS, Kind.COMMA, Kind.COLON, Kind.AND, Kind.HASH,
            Kind.STAR);
    private static final Set<Kind> IN_LABEL = EnumSet.of(Kind.LABEL, Kind.LESS, Kind.GREATER, Kind.LETTER);
    private static final Set<Kind> IN_LINK_LABEL = EnumSet.of(Kind.LINK_LABEL, Kind.LETTER);
    private static final Set<Kind> IN_STYLE =
            EnumSet.of(Kind.NUMBER, Kind.NAME, Kind.COLON, Kind.SPACE, Kind.HASH, Kind.STYLE);
    private static final Set<Kind> IN_TITLE = EnumSet.of(
            Kind.NUMBER, Kind.NAME, Kind.SPACE, Kind.MINUS, Kind.AND, Kind.LETTER, Kind.COLON, Kind.STAR, Kind.HASH, Kind.LINK_START,
            Kind.STYLE, Kind.LINK_STYLE, Kind.CLASS_DEF, Kind.CLASS, Kind.CLICK, Kind.GRAPH, Kind.DIRECTION, Kind.SUBGRAPH, Kind.END,
            Kind.DOWN, Kind.UP);
    private static final Set<Kind> KEYWORDS = EnumSet.of(
            Kind.GRAPH, Kind.SUBGRAPH, Kind.END, Kind.STYLE, Kind.LINK_STYLE, Kind.INTERPOLATE, Kind.CLASS_DEF, Kind.CLASS, Kind.CLICK,
            Kind.HREF, Kind.LINK_TARGET);

    private final SourceText source;
    private final Lexer lexer;
    private final Flowchart chart = new Flowchart();
    private final Deque<Open> open = new ArrayDeque<>();
    private Token token;

    /// A subgraph whose `end` has not come yet; the outermost is the whole text.
    private static final class Open {
        private final @Nullable String id;
        private final Text title;
        private final List<String> members = new ArrayList<>();
        private @Nullable Direction direction;

        private Open(@Nullable String id, Text title) {
            this.id = id;
            this.title = title;
        }
    }

    Parser(SourceText source) {
        this.source = source;
        this.lexer = new Lexer(source);
        this.token = lexer.next();
        open.push(new Open(null, Text.NONE));
    }

    Flowchart chart() {
        return chart;
    }

    /// Reads everything, and gives the direction of the whole.
    ///
    /// @throws Refusal at the first token that cannot stand where it stands
    Direction read() {
        while (is(Kind.SPACE) || is(Kind.NEWLINE)) {
            advance();
        }
        expect(Kind.GRAPH);
        Direction direction = Direction.TB;
        if (is(Kind.DIRECTION)) {
            Direction named = direction(advance().text());
            direction = named == Direction.TD ? Direction.TB : named;
            firstSeparator();
        } else {
            expect(Kind.NO_DIRECTION);
        }
        while (!is(Kind.END_OF_TEXT)) {
            line();
        }
        if (open.size() > 1) {
            throw unexpected();
        }
        return direction;
    }

    private void firstSeparator() {
        if (is(Kind.SEMICOLON)) {
            advance();
            return;
        }
        while (is(Kind.SPACE)) {
            advance();
        }
        expect(Kind.NEWLINE);
    }

    private static Direction direction(String sign) {
        return switch (sign) {
            case "BT", "^" -> Direction.BT;
            case "LR", ">" -> Direction.LR;
            case "RL", "<" -> Direction.RL;
            case "BR" -> Direction.BR;
            case "TD" -> Direction.TD;
            default -> Direction.TB;
        };
    }

    private void line() {
        switch (token.kind()) {
            case SPACE, NEWLINE, SEMICOLON -> advance();
            case SUBGRAPH -> openSubgraph();
            case END -> closeSubgraph();
            case OWN_DIRECTION -> open.element().direction = direction(advance().text());
            case ACCESSIBLE_TITLE -> chart.accessibleTitle(advance().text());
            case ACCESSIBLE_DESCRIPTION -> chart.accessibleDescription(advance().text());
            case STYLE -> separated(this::style);
            case LINK_STYLE -> separated(this::linkStyle);
            case CLASS_DEF -> separated(this::styleClass);
            case CLASS -> separated(this::intoClass);
            case CLICK -> separated(this::click);
            default -> separated(this::nodesAndLinks);
        }
    }

    private void separated(Runnable statement) {
        statement.run();
        separator();
    }

    private void separator() {
        if (!is(Kind.END_OF_TEXT)) {
            expect(Kind.NEWLINE, Kind.SEMICOLON);
        }
    }

    // ---- subgraphs

    private void openSubgraph() {
        advance();
        if (!is(Kind.SPACE)) {
            separator();
            open.push(new Open(null, Text.NONE));
            return;
        }
        advance();
        Text name = label(IN_TITLE);
        if (is(Kind.SQUARE_OPEN)) {
            advance();
            Text title = label(IN_LABEL);
            expect(Kind.SQUARE_CLOSE);
            separator();
            open.push(new Open(name.value().strip(), title));
            return;
        }
        separator();
        boolean spaced = name.value().chars().anyMatch(c -> Signs.isSpace((char) c));
        open.push(new Open(spaced ? null : name.value(), name));
    }

    private void closeSubgraph() {
        if (open.size() == 1) {
            throw unexpected();
        }
        advance();
        Open closed = open.pop();
        open.element().members.add(chart.subgraph(closed.id, closed.title, closed.members, closed.direction));
    }

    // ---- nodes and links

    private void nodesAndLinks() {
        List<String> from = nodes();
        open.element().members.addAll(from);
        while (is(Kind.LINK) || is(Kind.LINK_START) || is(Kind.LINK_ID)) {
            LinkForm form = link();
            List<String> to = nodes();
            open.element().members.addAll(to);
            chart.links(from, to, form);
            from = to;
        }
    }

    /// Nodes joined by `&`.
    private List<String> nodes() {
        List<String> nodes = new ArrayList<>();
        while (true) {
            nodes.add(styledNode());
            boolean data = is(Kind.SHAPE_DATA);
            if (data) {
                shapeData(nodes.getLast());
            }
            if (!is(Kind.SPACE)) {
                return nodes;
            }
            spaces();
            if (!is(Kind.AND)) {
                if (data) {
                    throw unexpected();
                }
                return nodes;
            }
            advance();
            spaces();
        }
    }

    private void spaces() {
        expect(Kind.SPACE);
        while (is(Kind.SPACE)) {
            advance();
        }
    }

    private void shapeData(String id) {
        int at = token.at();
        StringBuilder data = new StringBuilder();
        while (is(Kind.SHAPE_DATA)) {
            data.append(advance().text());
        }
        chart.data(id, data.toString(), source.origin(at));
    }

    private String styledNode() {
        String id = node();
        if (is(Kind.CLASS_MARK)) {
            advance();
            chart.intoClass(id, joined(IN_ID));
        }
        return id;
    }

    private String node() {
        String id = joined(IN_ID);
        switch (token.kind()) {
            case SQUARE_OPEN -> shaped(id, Shape.RECTANGLE, Kind.SQUARE_CLOSE);
            case DOUBLE_CIRCLE_OPEN -> shaped(id, Shape.DOUBLE_CIRCLE, Kind.DOUBLE_CIRCLE_CLOSE);
            case ELLIPSE_OPEN -> shaped(id, Shape.ELLIPSE, Kind.ELLIPSE_CLOSE);
            case STADIUM_OPEN -> shaped(id, Shape.STADIUM, Kind.STADIUM_CLOSE);
            case SUBROUTINE_OPEN -> shaped(id, Shape.SUBROUTINE, Kind.SUBROUTINE_CLOSE);
            case CYLINDER_OPEN -> shaped(id, Shape.CYLINDER, Kind.CYLINDER_CLOSE);
            case GREATER -> shaped(id, Shape.ODD, Kind.SQUARE_CLOSE);
            case ROUND_OPEN -> doubled(id, Shape.ROUNDED, Shape.CIRCLE, Kind.ROUND_OPEN, Kind.ROUND_CLOSE);
            case CURLY_OPEN -> doubled(id, Shape.DIAMOND, Shape.HEXAGON, Kind.CURLY_OPEN, Kind.CURLY_CLOSE);
            case SLASH_OPEN -> slanted(id, Shape.TRAPEZOID, Shape.LEAN_RIGHT);
            case BACKSLASH_OPEN -> slanted(id, Shape.LEAN_LEFT, Shape.INVERTED_TRAPEZOID);
            case PROPERTIES_OPEN -> withProperties(id);
            default -> chart.vertex(id);
        }
        return id;
    }

    private void shaped(String id, Shape shape, Kind close) {
        advance();
        Text label = label(IN_LABEL);
        expect(close);
        chart.vertex(id, label, shape);
    }

    private void doubled(String id, Shape single, Shape twice, Kind opens, Kind closes) {
        advance();
        boolean again = is(opens);
        if (again) {
            advance();
        }
        Text label = label(IN_LABEL);
        expect(closes);
        if (again) {
            expect(closes);
        }
        chart.vertex(id, label, again ? twice : single);
    }

    private void slanted(String id, Shape closedByBackslash, Shape closedBySlash) {
        advance();
        Text label = label(IN_LABEL);
        Token close = expect(Kind.BACKSLASH_CLOSE, Kind.SLASH_CLOSE);
        chart.vertex(id, label, close.kind() == Kind.SLASH_CLOSE ? closedBySlash : closedByBackslash);
    }

    private void withProperties(String id) {
        advance();
        expect(Kind.NAME);
        expect(Kind.COLON);
        expect(Kind.NAME);
        expect(Kind.PIPE);
        Text label = label(IN_LABEL);
        expect(Kind.SQUARE_CLOSE);
        chart.vertex(id, label, Shape.RECTANGLE);
    }

    private LinkForm link() {
        String id = is(Kind.LINK_ID) ? advance().text().replace("@", "") : null;
        Token first = expect(Kind.LINK, Kind.LINK_START);
        if (first.kind() == Kind.LINK_START) {
            Text label = label(IN_LINK_LABEL);
            return LinkForm.of(id, first.text(), expect(Kind.LINK).text(), label);
        }
        Text label = Text.NONE;
        if (is(Kind.PIPE)) {
            advance();
            label = label(IN_LABEL);
            expect(Kind.PIPE);
            if (is(Kind.SPACE)) {
                advance();
            }
        }
        return LinkForm.of(id, "", first.text(), label);
    }

    // ---- styles and clicks

    private void style() {
        advance();
        expect(Kind.SPACE);
        String id = joined(IN_ID);
        expect(Kind.SPACE);
        chart.style(id, styles());
    }

    private void styleClass() {
        advance();
        expect(Kind.SPACE);
        String names = joined(IN_ID);
        expect(Kind.SPACE);
        chart.styleClass(names, styles());
    }

    private void intoClass() {
        advance();
        expect(Kind.SPACE);
        String ids = joined(IN_ID);
        expect(Kind.SPACE);
        chart.intoClass(ids, joined(IN_ID));
    }

    private void linkStyle() {
        advance();
        expect(Kind.SPACE);
        List<Token> numbers = new ArrayList<>();
        if (is(Kind.DEFAULT)) {
            advance();
        } else {
            numbers.add(expect(Kind.NUMBER));
            while (is(Kind.COMMA)) {
                advance();
                numbers.add(expect(Kind.NUMBER));
            }
        }
        expect(Kind.SPACE);
        if (is(Kind.INTERPOLATE)) {
            advance();
            expect(Kind.SPACE);
            curve(numbers, joined(IN_WORD));
            if (!is(Kind.SPACE)) {
                return;
            }
            advance();
        }
        linkStyles(numbers, styles());
    }

    private void curve(List<Token> numbers, String name) {
        if (numbers.isEmpty()) {
            chart.allLinkCurves(name);
        }
        numbers.forEach(number -> chart.linkCurve(number.text(), source.origin(number.at()), name));
    }

    private void linkStyles(List<Token> numbers, List<String> styles) {
        if (numbers.isEmpty()) {
            chart.allLinkStyles(styles);
        }
        numbers.forEach(number -> chart.linkStyle(number.text(), source.origin(number.at()), styles));
    }

    private List<String> styles() {
        List<String> styles = new ArrayList<>();
        styles.add(joined(IN_STYLE));
        while (is(Kind.COMMA)) {
            advance();
            styles.add(joined(IN_STYLE));
        }
        return styles;
    }

    private void click() {
        String ids = advance().text();
        switch (token.kind()) {
            case CALLBACK_NAME -> {
                String name = advance().text();
                String arguments = is(Kind.CALLBACK_ARGUMENTS) ? advance().text() : null;
                chart.click(ids, new Click.CallFunction(name.strip(), arguments), tooltip());
            }
            case HREF -> {
                advance();
                page(ids);
            }
            case STRING -> page(ids);
            default -> {
                String name = joined(IN_WORD);
                chart.click(ids, new Click.CallFunction(name, null), tooltip());
            }
        }
    }

    private @Nullable String tooltip() {
        if (!is(Kind.SPACE)) {
            return null;
        }
        advance();
        return expect(Kind.STRING).text();
    }

    private void page(String ids) {
        String address = expect(Kind.STRING).text();
        String tooltip = null;
        String target = null;
        if (is(Kind.SPACE)) {
            advance();
            if (is(Kind.STRING)) {
                tooltip = advance().text();
                if (is(Kind.SPACE)) {
                    advance();
                    target = expect(Kind.LINK_TARGET).text();
                }
            } else {
                target = expect(Kind.LINK_TARGET).text();
            }
        }
        chart.click(ids, new Click.OpenPage(Labels.resolved(address), target), tooltip);
    }

    // ---- tokens

    /// A label: quoted, in Markdown, or plain; behind a quoted one plain text may follow, before it none.
    private Text label(Set<Kind> plain) {
        if (!is(Kind.STRING) && !is(Kind.MARKDOWN) && !plain.contains(token.kind())) {
            throw unexpected();
        }
        boolean markdown = is(Kind.MARKDOWN);
        StringBuilder text = new StringBuilder(advance().text());
        while (plain.contains(token.kind())) {
            text.append(advance().text());
        }
        return new Text(text.toString(), markdown);
    }

    /// One token of `kinds` or more, without spaces between them.
    private String joined(Set<Kind> kinds) {
        if (!kinds.contains(token.kind())) {
            throw unexpected();
        }
        StringBuilder text = new StringBuilder();
        while (kinds.contains(token.kind())) {
            text.append(advance().text());
        }
        return text.toString();
    }

    private boolean is(Kind kind) {
        return token.kind() == kind;
    }

    private Token advance() {
        Token taken = token;
        token = lexer.next();
        return taken;
    }

    private Token expect(Kind first, Kind... others) {
        if (!is(first) && !List.of(others).contains(token.kind())) {
            throw unexpected();
        }
        return advance();
    }

    private Refusal unexpected() {
        int origin = source.origin(token.at());
        return switch (token.kind()) {
            case END_OF_TEXT -> new Refusal(origin, open.size() > 1 ? Phrase.of("reason.mermaid-no-end") : Phrase.of("reason.mermaid-ends"));
            case CUT_OFF -> new Refusal(origin, Phrase.of("reason.mermaid-ends"));
            case NEWLINE -> new Refusal(origin, Phrase.of("reason.mermaid-line-ends"));
            case Kind kind when KEYWORDS.contains(kind) ->
                new Refusal(origin, Phrase.of("reason.mermaid-keyword", token.text().strip()));
            default -> new Refusal(origin, Phrase.of("reason.mermaid-unexpected", shown(token.text().strip())));
        };
    }

    private static String shown(String text) {
        String plain = Labels.resolved(text);
        return plain.length() > 30 ? plain.substring(0, 30) + "…" : plain;
    }
}
