package io.headscope.diagram.layout;

import io.headscope.drawing.TextMeasure;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Icons in labels, `fa:fa-car`: a sign of the fonts that come along where there is one like it, else the icon's name.
final class Icons {

    private static final Pattern ICON = Pattern.compile("\\bfa[bklrs]?:fa-([\\w-]+)");

    private static final Map<String, String> SIGNS = Map.ofEntries(
            Map.entry("star", "★"), Map.entry("heart", "♥"), Map.entry("phone", "☎"), Map.entry("envelope", "✉"),
            Map.entry("mail", "✉"), Map.entry("plane", "✈"), Map.entry("scissors", "✂"), Map.entry("cut", "✂"),
            Map.entry("cloud", "☁"), Map.entry("umbrella", "☂"), Map.entry("sun", "☀"), Map.entry("sun-o", "☀"),
            Map.entry("snowflake", "❄"), Map.entry("snowflake-o", "❄"), Map.entry("check", "✓"), Map.entry("check-square", "☑"),
            Map.entry("check-circle", "✓"), Map.entry("times", "✗"), Map.entry("ban", "⊘"), Map.entry("xmark", "✗"),
            Map.entry("close", "✗"), Map.entry("gear", "⚙"), Map.entry("gears", "⚙"), Map.entry("cog", "⚙"),
            Map.entry("cogs", "⚙"), Map.entry("warning", "⚠"), Map.entry("exclamation-triangle", "⚠"),
            Map.entry("triangle-exclamation", "⚠"), Map.entry("bolt", "⚡"), Map.entry("flag", "⚑"), Map.entry("home", "⌂"),
            Map.entry("house", "⌂"), Map.entry("music", "♪"), Map.entry("pencil", "✎"), Map.entry("pen", "✎"),
            Map.entry("edit", "✎"), Map.entry("coffee", "☕"), Map.entry("smile", "☺"), Map.entry("smile-o", "☺"),
            Map.entry("frown", "☹"), Map.entry("frown-o", "☹"), Map.entry("male", "♂"), Map.entry("female", "♀"),
            Map.entry("arrow-right", "→"), Map.entry("arrow-left", "←"), Map.entry("arrow-up", "↑"), Map.entry("arrow-down", "↓"),
            Map.entry("refresh", "↻"), Map.entry("sync", "↻"), Map.entry("undo", "↺"), Map.entry("redo", "↻"),
            Map.entry("circle", "●"), Map.entry("square", "■"), Map.entry("play", "▶"), Map.entry("stop", "■"),
            Map.entry("plus", "+"), Map.entry("minus", "−"), Map.entry("question", "?"), Map.entry("info", "ℹ"),
            Map.entry("wheelchair", "♿"), Map.entry("recycle", "♻"), Map.entry("balance-scale", "⚖"), Map.entry("anchor", "⚓"),
            Map.entry("leaf", "❧"), Map.entry("key", "⚿"), Map.entry("euro", "€"), Map.entry("dollar", "$"));

    private Icons() {}

    /// A label with its icons as signs or names.
    static String written(String label) {
        return label.contains(":fa-") ? ICON.matcher(label).replaceAll(icon -> Matcher.quoteReplacement(sign(icon.group(1)))) : label;
    }

    /// Of `fa:user` or `user`: `‹user›`.
    static String sign(String name) {
        String plain = name.replaceFirst("^[\\w-]*:", "").replaceFirst("^fa-", "");
        String sign = SIGNS.get(plain);
        return sign != null && TextMeasure.bundled().has(sign.codePointAt(0)) ? sign : "‹" + plain + "›";
    }
}
