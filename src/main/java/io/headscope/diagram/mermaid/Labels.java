package io.headscope.diagram.mermaid;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.text.StringEscapeUtils;

/// What a label says once it is drawn: entities resolved, `<br/>` a new line, other tags without effect.
final class Labels {

    /// Entities are hidden from the lexer, for which `#` and `;` have meanings of their own, behind signs nobody types.
    static final String ENTITY_OPEN = "ﬂ°";
    static final String NUMBER_OPEN = "ﬂ°°";
    static final String ENTITY_CLOSE = "¶ß";

    private static final Pattern BREAK = Pattern.compile("<br\\s*/?>", Pattern.CASE_INSENSITIVE);
    private static final Pattern TAG = Pattern.compile("</?[a-zA-Z][^<>]*(?:>|$)");

    private Labels() {}

    static String shown(String raw) {
        String text = raw.strip();
        if (text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")) {
            text = text.substring(1, text.length() - 1);
        }
        if (text.indexOf('<') >= 0) {
            text = BREAK.matcher(text).replaceAll("\n");
            text = TAG.matcher(text).replaceAll("");
        }
        return resolved(text);
    }

    /// Entities as what they stand for.
    static String resolved(String text) {
        String plain = text;
        if (plain.contains(ENTITY_OPEN)) {
            plain = plain.replace(NUMBER_OPEN, "&#").replace(ENTITY_OPEN, "&").replace(ENTITY_CLOSE, ";");
        }
        return plain.indexOf('&') >= 0 ? StringEscapeUtils.unescapeHtml4(allowed(plain)) : plain;
    }

    private static final Pattern NUMBER = Pattern.compile("&#(\\d{1,9});");

    // A number beyond Unicode, or of half a surrogate pair, stands for no character.
    private static String allowed(String text) {
        Matcher matcher = NUMBER.matcher(text);
        return matcher.replaceAll(found -> {
            int number = Integer.parseInt(found.group(1));
            boolean character = Character.isValidCodePoint(number) && number != 0 && (number < 0xD800 || number > 0xDFFF);
            return character ? Matcher.quoteReplacement(found.group()) : "\uFFFD";
        });
    }
}
