package io.headscope.diagram.mermaid;

import io.headscope.diagram.mermaid.LinkSigns.Line;
import io.headscope.diagram.mermaid.Token.Kind;
import io.headscope.message.Phrase;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Cuts a prepared text into tokens as mermaid 11 does: what a sign means depends on what it stands in, and of several
/// meanings the first listed holds, not the longest. It reads on demand, so that of two faults the earlier is told.
final class Lexer {

    /// What the next sign stands in.
    private enum Mode {
        STATEMENT,
        FIRST_DIRECTION,
        LABEL,
        SLANTED_LABEL,
        ELLIPSE_LABEL,
        LINK_LABEL,
        THICK_LINK_LABEL,
        DOTTED_LINK_LABEL,
        STRING,
        MARKDOWN,
        CLICK,
        CALLBACK,
        CALLBACK_ARGUMENTS,
        SHAPE_DATA,
        SHAPE_DATA_STRING,
        TITLE,
        DESCRIPTION,
        DESCRIPTION_BLOCK
    }

    private static final Map<String, Kind> KEYWORDS = keywords();
    private static final Map<String, Kind> CLOSERS = closers();
    private static final String[] DIRECTIONS = {"LR", "RL", "TB", "BT", "TD", "BR", "<", ">", "^", "v"};
    private static final String[] OWN_DIRECTIONS = {"TB", "BT", "RL", "LR", "TD"};

    private final SourceText source;
    private final String text;
    private final LinkSigns links;
    private final DirectionLines directions;
    private final Deque<Mode> modes = new ArrayDeque<>();
    private int at;
    private boolean graphSeen;
    private int idRunEnd = -1;
    private int idSign = -1;

    Lexer(SourceText source) {
        this.source = source;
        this.text = source.text();
        this.links = new LinkSigns(text);
        this.directions = new DirectionLines(text);
        modes.push(Mode.STATEMENT);
    }

    /// @throws Refusal where nothing can begin with the next sign
    Token next() {
        while (true) {
            if (at >= text.length() && mode() != Mode.TITLE && mode() != Mode.DESCRIPTION) {
                return token(mode() == Mode.STATEMENT ? Kind.END_OF_TEXT : Kind.CUT_OFF, at);
            }
            Token token = step();
            if (token != null) {
                return token;
            }
        }
    }

    private @Nullable Token step() {
        return switch (mode()) {
            case STATEMENT -> statement();
            case FIRST_DIRECTION -> firstDirection();
            case LABEL -> label();
            case SLANTED_LABEL -> slantedLabel();
            case ELLIPSE_LABEL -> ellipseLabel();
            case LINK_LABEL -> linkLabel(Line.NORMAL);
            case THICK_LINK_LABEL -> linkLabel(Line.THICK);
            case DOTTED_LINK_LABEL -> linkLabel(Line.DOTTED);
            case STRING -> string();
            case MARKDOWN -> markdown();
            case CLICK -> click();
            case CALLBACK -> callback();
            case CALLBACK_ARGUMENTS -> callbackArguments();
            case SHAPE_DATA -> shapeData();
            case SHAPE_DATA_STRING -> shapeDataString();
            case TITLE -> restOfLine(Kind.ACCESSIBLE_TITLE);
            case DESCRIPTION -> restOfLine(Kind.ACCESSIBLE_DESCRIPTION);
            case DESCRIPTION_BLOCK -> descriptionBlock();
        };
    }

    // ---- statements

    private @Nullable Token statement() {
        if (accessible() || opening("@{", Mode.SHAPE_DATA)) {
            return mode() == Mode.SHAPE_DATA ? new Token(Kind.SHAPE_DATA, "", at - 2) : null;
        }
        int behindCall = wordAndSpaces("call");
        if (behindCall > 0) {
            enter(Mode.CALLBACK, behindCall);
            return null;
        }
        if (quote()) {
            return null;
        }
        Token keyword = keyword();
        if (keyword != null || mode() != Mode.STATEMENT) {
            return keyword;
        }
        DirectionLines.Found direction = directions.at(at, OWN_DIRECTIONS);
        if (direction != null) {
            return token(Kind.OWN_DIRECTION, direction.name(), direction.end());
        }
        int idEnd = linkIdEnd();
        if (idEnd > 0) {
            return token(Kind.LINK_ID, idEnd);
        }
        return sign();
    }

    private @Nullable Token sign() {
        char c = text.charAt(at);
        if (Signs.isDigit(c)) {
            int end = at;
            while (end < text.length() && Signs.isDigit(text.charAt(end))) {
                end++;
            }
            return token(Kind.NUMBER, end);
        }
        Token single = switch (c) {
            case '#' -> token(Kind.HASH, at + 1);
            case ':' -> text.startsWith(":::", at) ? token(Kind.CLASS_MARK, at + 3) : token(Kind.COLON, at + 1);
            case '&' -> token(Kind.AND, at + 1);
            case ';' -> token(Kind.SEMICOLON, at + 1);
            case ',' -> token(Kind.COMMA, at + 1);
            case '*' -> token(Kind.STAR, at + 1);
            default -> null;
        };
        if (single != null) {
            return single;
        }
        Token link = link();
        if (link != null) {
            return link;
        }
        Token opener = statementOpener(c);
        return opener != null ? opener : nameOrSpace(c);
    }

    private @Nullable Token link() {
        for (Line line : Line.values()) {
            int end = links.whole(line, at);
            if (end > 0) {
                return token(Kind.LINK, end);
            }
            int half = links.half(line, at);
            if (half > 0) {
                modes.push(switch (line) {
                    case NORMAL -> Mode.LINK_LABEL;
                    case THICK -> Mode.THICK_LINK_LABEL;
                    case DOTTED -> Mode.DOTTED_LINK_LABEL;
                });
                return token(Kind.LINK_START, half);
            }
        }
        return invisibleLink();
    }

    private @Nullable Token invisibleLink() {
        int end = links.invisible(at);
        return end > 0 ? token(Kind.LINK, end) : null;
    }

    private @Nullable Token statementOpener(char c) {
        if (text.startsWith("[|", at)) {
            return token(Kind.PROPERTIES_OPEN, at + 2);
        }
        if (c == '>') {
            modes.push(Mode.LABEL);
            return token(Kind.GREATER, at + 1);
        }
        return switch (c) {
            case '<' -> token(Kind.LESS, at + 1);
            case '^' -> token(Kind.UP, at + 1);
            case '(', '[', '{', '|' -> opener();
            default -> null;
        };
    }

    private Token nameOrSpace(char c) {
        if (word("v")) {
            return token(Kind.DOWN, at + 1);
        }
        int end = nameEnd();
        if (end > at) {
            return token(Kind.NAME, end);
        }
        if (c == '-') {
            return token(Kind.MINUS, at + 1);
        }
        if (Signs.isLetter(c)) {
            return token(Kind.LETTER, at + 1);
        }
        if (c == '\n') {
            while (end < text.length() && text.charAt(end) == '\n') {
                end++;
            }
            return token(Kind.NEWLINE, end);
        }
        if (Signs.isSpace(c)) {
            return token(Kind.SPACE, at + 1);
        }
        throw unknown();
    }

    private int nameEnd() {
        int end = at;
        while (end < text.length()) {
            char c = text.charAt(end);
            char next = end + 1 < text.length() ? text.charAt(end + 1) : 0;
            boolean dash = c == '-' && next != 0 && next != '>' && next != '-' && next != '.';
            if (!Signs.isNodeSign(c) && !dash) {
                break;
            }
            end++;
        }
        return end;
    }

    /// The last `@` of what stands here without a space, unless `{` or a quote follows it.
    private int linkIdEnd() {
        if (at >= idRunEnd) {
            idSign = -1;
            idRunEnd = at;
            while (idRunEnd < text.length() && !Signs.isSpace(text.charAt(idRunEnd)) && text.charAt(idRunEnd) != '"') {
                if (text.charAt(idRunEnd) == '@'
                        && idRunEnd + 1 < text.length()
                        && text.charAt(idRunEnd + 1) != '{'
                        && text.charAt(idRunEnd + 1) != '"') {
                    idSign = idRunEnd;
                }
                idRunEnd++;
            }
        }
        return idSign > at ? idSign + 1 : -1;
    }

    private @Nullable Token keyword() {
        for (Map.Entry<String, Kind> keyword : KEYWORDS.entrySet()) {
            if (word(keyword.getKey())) {
                return keyword(keyword.getValue(), at + keyword.getKey().length());
            }
        }
        int behindHref = at + "href".length();
        if (text.startsWith("href", at) && behindHref < text.length() && Signs.isSpace(text.charAt(behindHref))) {
            return token(Kind.HREF, behindHref + 1);
        }
        int behindClick = wordAndSpaces("click");
        if (behindClick > 0) {
            enter(Mode.CLICK, behindClick);
        }
        return null;
    }

    private Token keyword(Kind kind, int end) {
        if (kind == Kind.END) {
            return token(kind, links.spaces(end));
        }
        if (kind == Kind.GRAPH && !graphSeen) {
            graphSeen = true;
            modes.push(Mode.FIRST_DIRECTION);
        }
        return token(kind, end);
    }

    private Token firstDirection() {
        int behind = links.spaces(at);
        int lastBreak = text.lastIndexOf('\n', behind - 1);
        if (lastBreak >= at) {
            modes.pop();
            return token(Kind.NO_DIRECTION, lastBreak + 1);
        }
        for (String name : DIRECTIONS) {
            int end = behind + name.length();
            boolean whole = !Signs.isWord(name.charAt(name.length() - 1)) || end >= text.length() || !Signs.isWord(text.charAt(end));
            if (text.startsWith(name, behind) && whole) {
                modes.pop();
                return token(Kind.DIRECTION, name, end);
            }
        }
        throw new Refusal(source.origin(behind), Phrase.of("reason.mermaid-direction", shown(behind)));
    }

    private boolean accessible() {
        if (accessible("accTitle", ':', Mode.TITLE)
                || accessible("accDescr", ':', Mode.DESCRIPTION)
                || accessible("accDescr", '{', Mode.DESCRIPTION_BLOCK)) {
            return true;
        }
        return false;
    }

    private boolean accessible(String word, char sign, Mode mode) {
        if (!text.startsWith(word, at)) {
            return false;
        }
        int behind = links.spaces(at + word.length());
        if (behind >= text.length() || text.charAt(behind) != sign) {
            return false;
        }
        enter(mode, links.spaces(behind + 1));
        return true;
    }

    // ---- inside of something

    private @Nullable Token label() {
        if (quote()) {
            return null;
        }
        Token other = invisibleLink();
        if (other == null) {
            other = closer();
        }
        if (other == null) {
            other = opener();
        }
        return other != null ? other : token(Kind.LABEL, upTo("[](){}|\""));
    }

    private @Nullable Token slantedLabel() {
        if (quote()) {
            return null;
        }
        Token link = invisibleLink();
        if (link != null) {
            return link;
        }
        char c = text.charAt(at);
        boolean closes = at + 1 < text.length() && text.charAt(at + 1) == ']';
        if (closes && c == '/') {
            modes.pop();
            return token(Kind.SLASH_CLOSE, at + 2);
        }
        if (closes && "\\(?=])".indexOf(c) >= 0) {
            modes.pop();
            return token(Kind.BACKSLASH_CLOSE, at + 2);
        }
        if (c == '/' || c == '\\') {
            return token(Kind.LABEL, at + 1);
        }
        Token opener = c == '|' ? null : opener();
        return opener != null ? opener : inLabel("[](){}/\\");
    }

    private @Nullable Token ellipseLabel() {
        if (quote()) {
            return null;
        }
        Token link = invisibleLink();
        if (link != null) {
            return link;
        }
        char c = text.charAt(at);
        if ("-/)".indexOf(c) >= 0 && at + 1 < text.length() && text.charAt(at + 1) == ')') {
            modes.pop();
            return token(Kind.ELLIPSE_CLOSE, at + 2);
        }
        if ("()[]{}".indexOf(c) >= 0) {
            Token opener = opener();
            return opener != null ? opener : inLabel("()[]{}");
        }
        int end = at + 1;
        while (end < text.length() && "()[]{}-/\"".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return token(Kind.LABEL, end);
    }

    private @Nullable Token linkLabel(Line line) {
        if (quote()) {
            return null;
        }
        int start = at;
        while (at < text.length() && text.charAt(at) != '"') {
            int end = links.whole(line, at);
            if (end > 0) {
                return at > start ? taken(Kind.LINK_LABEL, start) : endOfLinkLabel(end);
            }
            int behind = links.spaces(at);
            if (behind == at) {
                if (!isLabelSign(line)) {
                    break;
                }
                behind++;
            }
            at = behind;
        }
        if (at > start) {
            return taken(Kind.LINK_LABEL, start);
        }
        Token other = invisibleLink();
        if (other != null) {
            return other;
        }
        throw unknown();
    }

    private Token endOfLinkLabel(int end) {
        modes.pop();
        return token(Kind.LINK, end);
    }

    // A single dash, or equals sign, may stand in a label; two may not.
    private boolean isLabelSign(Line line) {
        char c = text.charAt(at);
        boolean doubled = at + 1 < text.length() && text.charAt(at + 1) == c;
        return switch (line) {
            case NORMAL -> c != '-' || !doubled;
            case THICK -> c != '=' || !doubled;
            case DOTTED -> c != '.' || at + 1 >= text.length() || text.charAt(at + 1) == '\n';
        };
    }

    private @Nullable Token string() {
        if (text.startsWith("\"`", at)) {
            enter(Mode.MARKDOWN, at + 2);
            return null;
        }
        if (text.charAt(at) == '"') {
            leave(at + 1);
            return null;
        }
        return token(Kind.STRING, upTo("\""));
    }

    private @Nullable Token markdown() {
        if (text.startsWith("`\"", at)) {
            leave(at + 2);
            return null;
        }
        if (quote()) {
            return null;
        }
        return inside(Kind.MARKDOWN, "`\"");
    }

    private @Nullable Token click() {
        if (quote()) {
            return null;
        }
        if (Signs.isSpace(text.charAt(at))) {
            leave(at + 1);
            return null;
        }
        int end = at;
        while (end < text.length() && !Signs.isSpace(text.charAt(end))) {
            end++;
        }
        return token(Kind.CLICK, end);
    }

    private @Nullable Token callback() {
        if (text.charAt(at) != '(') {
            return token(Kind.CALLBACK_NAME, upTo("("));
        }
        int behind = links.spaces(at + 1);
        modes.pop();
        if (behind < text.length() && text.charAt(behind) == ')') {
            at = behind + 1;
        } else {
            enter(Mode.CALLBACK_ARGUMENTS, at + 1);
        }
        return null;
    }

    private @Nullable Token callbackArguments() {
        if (text.charAt(at) == ')') {
            leave(at + 1);
            return null;
        }
        return token(Kind.CALLBACK_ARGUMENTS, upTo(")"));
    }

    private @Nullable Token shapeData() {
        char c = text.charAt(at);
        if (c == '"') {
            modes.push(Mode.SHAPE_DATA_STRING);
            return token(Kind.SHAPE_DATA, at + 1);
        }
        if (c == '}') {
            leave(at + 1);
            return null;
        }
        return inside(Kind.SHAPE_DATA, "}^\"");
    }

    private Token shapeDataString() {
        if (text.charAt(at) == '"') {
            modes.pop();
            return token(Kind.SHAPE_DATA, at + 1);
        }
        int end = upTo("\"");
        return token(Kind.SHAPE_DATA, brokenLines(text.substring(at, end)), end);
    }

    private Token restOfLine(Kind kind) {
        modes.pop();
        int end = text.indexOf('\n', at);
        return token(kind, end < 0 ? text.length() : end);
    }

    private @Nullable Token descriptionBlock() {
        if (text.charAt(at) == '}') {
            leave(at + 1);
            return null;
        }
        return token(Kind.ACCESSIBLE_DESCRIPTION, upTo("}"));
    }

    // A line break within the quotes of shape data, and the indent behind it, is one in the label.
    private static String brokenLines(String data) {
        StringBuilder joined = new StringBuilder();
        for (int i = 0; i < data.length(); i++) {
            if (data.charAt(i) != '\n') {
                joined.append(data.charAt(i));
                continue;
            }
            while (i + 1 < data.length() && Signs.isSpace(data.charAt(i + 1))) {
                i++;
            }
            joined.append("<br/>");
        }
        return joined.toString();
    }

    // ---- what may stand in any mode

    private boolean quote() {
        return opening("\"`", Mode.MARKDOWN) || opening("\"", Mode.STRING);
    }

    private @Nullable Token opener() {
        return switch (text.charAt(at)) {
            case '(' -> {
                if (text.startsWith("(-", at)) {
                    yield open(Kind.ELLIPSE_OPEN, Mode.ELLIPSE_LABEL, 2);
                }
                if (text.startsWith("([", at)) {
                    yield open(Kind.STADIUM_OPEN, Mode.LABEL, 2);
                }
                yield text.startsWith("(((", at)
                        ? open(Kind.DOUBLE_CIRCLE_OPEN, Mode.LABEL, 3)
                        : open(Kind.ROUND_OPEN, Mode.LABEL, 1);
            }
            case '[' -> switch (at + 1 < text.length() ? text.charAt(at + 1) : ' ') {
                case '[' -> open(Kind.SUBROUTINE_OPEN, Mode.LABEL, 2);
                case '(' -> open(Kind.CYLINDER_OPEN, Mode.LABEL, 2);
                case '/' -> open(Kind.SLASH_OPEN, Mode.SLANTED_LABEL, 2);
                case '\\' -> open(Kind.BACKSLASH_OPEN, Mode.SLANTED_LABEL, 2);
                default -> open(Kind.SQUARE_OPEN, Mode.LABEL, 1);
            };
            case '{' -> open(Kind.CURLY_OPEN, Mode.LABEL, 1);
            case '|' -> open(Kind.PIPE, Mode.LABEL, 1);
            default -> null;
        };
    }

    private Token open(Kind kind, Mode mode, int length) {
        modes.push(mode);
        return token(kind, at + length);
    }

    private @Nullable Token closer() {
        for (Map.Entry<String, Kind> closer : CLOSERS.entrySet()) {
            if (text.startsWith(closer.getKey(), at)) {
                modes.pop();
                return token(closer.getValue(), at + closer.getKey().length());
            }
        }
        return null;
    }

    private Token inLabel(String stops) {
        return inside(Kind.LABEL, stops);
    }

    /// Everything up to a sign of `stops`, which must not come at once.
    private Token inside(Kind kind, String stops) {
        int end = upTo(stops);
        if (end == at) {
            throw unknown();
        }
        return token(kind, end);
    }

    private int upTo(String stops) {
        int end = at;
        while (end < text.length() && stops.indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    private boolean opening(String sign, Mode mode) {
        if (!text.startsWith(sign, at)) {
            return false;
        }
        enter(mode, at + sign.length());
        return true;
    }

    private boolean word(String word) {
        int end = at + word.length();
        return text.startsWith(word, at) && (end >= text.length() || !Signs.isWord(text.charAt(end)));
    }

    private int wordAndSpaces(String word) {
        if (!text.startsWith(word, at)) {
            return -1;
        }
        int end = links.spaces(at + word.length());
        return end > at + word.length() ? end : -1;
    }

    private Mode mode() {
        return modes.element();
    }

    private void enter(Mode mode, int behind) {
        modes.push(mode);
        at = behind;
    }

    private void leave(int behind) {
        modes.pop();
        at = behind;
    }

    private Token token(Kind kind, int end) {
        return token(kind, text.substring(at, end), end);
    }

    private Token token(Kind kind, String value, int end) {
        Token token = new Token(kind, value, at);
        at = end;
        return token;
    }

    private Token taken(Kind kind, int start) {
        return new Token(kind, text.substring(start, at), start);
    }

    private Refusal unknown() {
        return new Refusal(source.origin(at), Phrase.of("reason.mermaid-sign", shown(at)));
    }

    private String shown(int place) {
        return place >= text.length() ? "" : Character.toString(text.codePointAt(place));
    }

    private static Map<String, Kind> keywords() {
        Map<String, Kind> keywords = new LinkedHashMap<>();
        keywords.put("style", Kind.STYLE);
        keywords.put("default", Kind.DEFAULT);
        keywords.put("linkStyle", Kind.LINK_STYLE);
        keywords.put("interpolate", Kind.INTERPOLATE);
        keywords.put("classDef", Kind.CLASS_DEF);
        keywords.put("class", Kind.CLASS);
        keywords.put("flowchart-elk", Kind.GRAPH);
        keywords.put("graph", Kind.GRAPH);
        keywords.put("flowchart", Kind.GRAPH);
        keywords.put("subgraph", Kind.SUBGRAPH);
        keywords.put("end", Kind.END);
        keywords.put("_self", Kind.LINK_TARGET);
        keywords.put("_blank", Kind.LINK_TARGET);
        keywords.put("_parent", Kind.LINK_TARGET);
        keywords.put("_top", Kind.LINK_TARGET);
        return keywords;
    }

    // Longer ones first where one begins like another.
    private static Map<String, Kind> closers() {
        Map<String, Kind> closers = new LinkedHashMap<>();
        closers.put("])", Kind.STADIUM_CLOSE);
        closers.put("]]", Kind.SUBROUTINE_CLOSE);
        closers.put(")]", Kind.CYLINDER_CLOSE);
        closers.put(")))", Kind.DOUBLE_CIRCLE_CLOSE);
        closers.put("|", Kind.PIPE);
        closers.put(")", Kind.ROUND_CLOSE);
        closers.put("]", Kind.SQUARE_CLOSE);
        closers.put("}", Kind.CURLY_CLOSE);
        return closers;
    }
}
