package io.headscope.diagram.mermaid;

import io.headscope.diagram.Preamble;
import io.headscope.message.Phrase;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What mermaid does to a text before its grammar sees it: front matter, directives and comments are taken out, entities
/// hidden, line ends made alike.
final class Preparation {

    private static final Pattern FRONT_MATTER_OPEN = Pattern.compile("\\A-{3}\\s*\\n");
    private static final Pattern FRONT_MATTER_CLOSE = Pattern.compile("\\n-{3}\\s*\\n\\s*");
    private static final Pattern DIRECTIVE = Pattern.compile("%%\\{\\s*\\w");
    private static final Pattern THEME = Pattern.compile("['\"]?theme['\"]?\\s*:\\s*['\"]?([\\w-]+)");
    private static final Pattern TAG = Pattern.compile("<\\w++[^<>\"]*+\"[^<>]*+>");

    private SourceText text;
    private @Nullable String frontMatter;
    private @Nullable String directives;
    private @Nullable String theme;
    private final Map<String, String> settings = new HashMap<>();
    private @Nullable String title;

    private Preparation(String written) {
        text = SourceText.of(written);
    }

    /// @param preamble what was taken out and is kept
    record Prepared(SourceText text, Preamble preamble) {}

    /// @throws Refusal if the text is no flowchart by its beginning, or its front matter is broken
    static Prepared of(String written) {
        Preparation work = new Preparation(written);
        work.alikeLineEnds();
        work.takeFrontMatter();
        work.takeDirectives();
        work.takeComments();
        work.checkKind();
        work.hideEntities();
        work.closeBraces();
        return new Prepared(
                work.text, new Preamble(work.frontMatter, work.directives, work.theme, work.settings, work.title, null, null));
    }

    private void alikeLineEnds() {
        String now = text.text();
        SourceText.Edit edit = text.edit();
        for (int at = now.indexOf('\r'); at >= 0; at = now.indexOf('\r', at + 1)) {
            edit.keepTo(at);
            if (at + 1 >= now.length() || now.charAt(at + 1) != '\n') {
                edit.insert("\n");
            }
            edit.skipTo(at + 1);
        }
        text = edit.finished();
        quotesInTags();
    }

    // A quoted attribute would end the label that the tag stands in.
    private void quotesInTags() {
        String now = text.text();
        Matcher tag = TAG.matcher(now);
        SourceText.Edit edit = text.edit();
        while (tag.find()) {
            Matcher quoted = ATTRIBUTE.matcher(now).region(tag.start(), tag.end());
            while (quoted.find()) {
                edit.keepTo(quoted.start() + 1).insert("'").skipTo(quoted.start() + 2);
                edit.keepTo(quoted.end() - 1).insert("'").skipTo(quoted.end());
            }
        }
        text = edit.finished();
    }

    private static final Pattern ATTRIBUTE = Pattern.compile("=\"[^\"]*\"");

    private void takeFrontMatter() {
        String now = text.text();
        Matcher opens = FRONT_MATTER_OPEN.matcher(now);
        if (!opens.find()) {
            return;
        }
        Matcher closes = FRONT_MATTER_CLOSE.matcher(now);
        if (!closes.find(opens.end() - 1)) {
            return;
        }
        String matter = now.substring(opens.end(), Math.max(opens.end(), closes.start()));
        Map<String, Object> read = Yaml.mapping(matter);
        if (read == null) {
            throw new Refusal(text.origin(opens.end()), Phrase.of("reason.mermaid-front-matter"));
        }
        frontMatter = matter;
        title = read.get("title") == null ? null : String.valueOf(read.get("title"));
        if (read.get("config") instanceof Map<?, ?> config && config.get("theme") instanceof String name) {
            theme = name;
        }
        if (read.get("config") instanceof Map<?, ?> config) {
            settings(config);
        }
        text = text.from(closes.end());
    }

    private void takeDirectives() {
        String now = text.text();
        Matcher directive = DIRECTIVE.matcher(now);
        SourceText.Edit edit = text.edit();
        StringBuilder kept = new StringBuilder();
        int from = 0;
        while (directive.find(from)) {
            int closes = now.indexOf("}%%", directive.end());
            int end = closes < 0 ? now.length() : closes + 3;
            String written = now.substring(directive.start(), end);
            kept.append(kept.isEmpty() ? "" : "\n").append(written);
            Matcher named = THEME.matcher(written);
            theme = named.find() ? named.group(1) : theme;
            Map<String, Object> read = Yaml.mapping(written.substring(2, written.length() - (closes < 0 ? 0 : 2)));
            if (read != null && (read.containsKey("init") ? read.get("init") : read.get("initialize")) instanceof Map<?, ?> config) {
                settings(config);
            }
            edit.keepTo(directive.start()).skipTo(end);
            from = end;
        }
        directives = kept.isEmpty() ? null : kept.toString();
        text = edit.finished();
    }

    /// Of a configuration, what says how a flowchart looks.
    private void settings(Map<?, ?> config) {
        for (String group : List.of("themeVariables", "flowchart")) {
            if (config.get(group) instanceof Map<?, ?> own) {
                own.forEach((name, value) -> settings.put(group + "." + name, String.valueOf(value)));
            }
        }
    }

    /// Whole lines that begin with `%%`, the white space before them and the line end behind.
    private void takeComments() {
        String now = text.text();
        SourceText.Edit edit = text.edit();
        int kept = 0;
        int end = -1;
        for (int at = now.indexOf("%%"); at >= 0; at = now.indexOf("%%", at)) {
            int start = at;
            while (start > kept && Signs.isSpace(now.charAt(start - 1))) {
                start--;
            }
            boolean first = start == 0 || now.substring(start, at).indexOf('\n') >= 0 || now.charAt(start - 1) == '\n';
            if (end < at) {
                int lineEnd = now.indexOf('\n', at);
                end = lineEnd < 0 ? now.length() : lineEnd;
            }
            boolean directive = now.startsWith("{", at + 2);
            if (!first || directive || end == at + 2) {
                at += 2;
                continue;
            }
            int newline = start == 0 || now.charAt(start - 1) == '\n' ? start : now.indexOf('\n', start) + 1;
            edit.keepTo(newline).skipTo(Math.min(end + 1, now.length()));
            at = Math.min(end + 1, now.length());
            kept = at;
        }
        text = edit.finished();
        String without = text.text();
        int start = 0;
        while (start < without.length() && Signs.isSpace(without.charAt(start))) {
            start++;
        }
        text = text.from(start);
    }

    private void checkKind() {
        String now = text.text();
        if (now.isEmpty()) {
            throw new Refusal(text.origin(0), Phrase.of("reason.mermaid-empty"));
        }
        if (DiagramKind.isOpenFrontMatter(now)) {
            throw new Refusal(text.origin(0), Phrase.of("reason.mermaid-front-matter-open"));
        }
        DiagramKind kind = DiagramKind.of(now);
        if (kind == null) {
            throw new Refusal(text.origin(0), Phrase.of("reason.mermaid-no-kind"));
        }
        if (kind != DiagramKind.FLOWCHART) {
            throw new Refusal(text.origin(0), Phrase.of("reason.mermaid-other-kind", kind.id()));
        }
    }

    private void hideEntities() {
        text = withoutLastSemicolon(text, "style");
        text = withoutLastSemicolon(text, "classDef");
        String now = text.text();
        SourceText.Edit edit = text.edit();
        for (int hash = now.indexOf('#'); hash >= 0; hash = now.indexOf('#', hash + 1)) {
            int end = hash + 1;
            while (end < now.length() && Signs.isWord(now.charAt(end))) {
                end++;
            }
            if (end == hash + 1 || end >= now.length() || now.charAt(end) != ';') {
                continue;
            }
            boolean number = now.substring(hash + 1, end).chars().allMatch(c -> Signs.isDigit((char) c));
            edit.keepTo(hash).insert(number ? Labels.NUMBER_OPEN : Labels.ENTITY_OPEN).skipTo(hash + 1);
            edit.keepTo(end).insert(Labels.ENTITY_CLOSE).skipTo(end + 1);
        }
        edit.keepTo(now.length()).insert("\n");
        text = edit.finished();
    }

    /// Lines of styles with a colour lose their last semicolon, which would make the colour an entity.
    private static SourceText withoutLastSemicolon(SourceText text, String word) {
        String now = text.text();
        SourceText.Edit edit = text.edit();
        for (int at = now.indexOf(word); at >= 0; ) {
            int next = now.indexOf('\n', at);
            int lineEnd = next < 0 ? now.length() : next;
            int semicolon = lineEnd - 1;
            while (semicolon > at && now.charAt(semicolon) != ';') {
                semicolon--;
            }
            if (semicolon > at && hasColor(now, at + word.length(), semicolon)) {
                edit.keepTo(semicolon).skipTo(semicolon + 1);
            }
            at = now.indexOf(word, lineEnd);
        }
        return edit.finished();
    }

    /// Whether a colon and, without a space between, a hash stand there.
    private static boolean hasColor(String text, int start, int end) {
        boolean colon = false;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c == ':') {
                colon = true;
            } else if (Signs.isSpace(c)) {
                colon = false;
            } else if (c == '#' && colon) {
                return true;
            }
        }
        return false;
    }

    /// White space between a closing brace and the end of its line does not count, nor do empty lines behind it.
    private void closeBraces() {
        String now = text.text();
        SourceText.Edit edit = text.edit();
        for (int brace = now.indexOf('}'); brace >= 0; brace = now.indexOf('}', brace + 1)) {
            int end = brace + 1;
            while (end < now.length() && Signs.isSpace(now.charAt(end))) {
                end++;
            }
            int lastBreak = end - 1;
            while (lastBreak > brace && now.charAt(lastBreak) != '\n') {
                lastBreak--;
            }
            if (lastBreak > brace) {
                edit.keepTo(brace + 1).skipTo(lastBreak);
            }
        }
        text = edit.finished();
    }
}
