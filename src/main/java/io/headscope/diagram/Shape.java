package io.headscope.diagram;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The shapes of Mermaid 11 under their short names, with the other names that `@{ shape: … }` takes
/// (<https://mermaid.js.org/syntax/flowchart.html>, “Expanded Node Shapes”).
public enum Shape {
    RECTANGLE("rect", "proc", "process", "rectangle"),
    ROUNDED("rounded", "event"),
    STADIUM("stadium", "terminal", "pill"),
    SUBROUTINE("fr-rect", "subprocess", "subproc", "framed-rectangle", "subroutine"),
    CYLINDER("cyl", "db", "database", "cylinder"),
    DATA_STORE("datastore", "data-store"),
    CIRCLE("circle", "circ"),
    BANG("bang"),
    CLOUD("cloud"),
    DIAMOND("diam", "decision", "diamond", "question"),
    HEXAGON("hex", "hexagon", "prepare"),
    LEAN_RIGHT("lean-r", "lean-right", "in-out"),
    LEAN_LEFT("lean-l", "lean-left", "out-in"),
    TRAPEZOID("trap-b", "priority", "trapezoid-bottom", "trapezoid"),
    INVERTED_TRAPEZOID("trap-t", "manual", "trapezoid-top", "inv-trapezoid"),
    DOUBLE_CIRCLE("dbl-circ", "double-circle", "doublecircle"),
    TEXT("text"),
    NOTCHED_RECTANGLE("notch-rect", "card", "notched-rectangle"),
    LINED_RECTANGLE("lin-rect", "lined-rectangle", "lined-process", "lin-proc", "shaded-process"),
    SMALL_CIRCLE("sm-circ", "start", "small-circle"),
    FRAMED_CIRCLE("fr-circ", "stop", "framed-circle"),
    FORK("fork", "join"),
    HOURGLASS("hourglass", "collate"),
    BRACE("brace", "comment", "brace-l"),
    BRACE_RIGHT("brace-r"),
    BRACES("braces"),
    BOLT("bolt", "com-link", "lightning-bolt"),
    DOCUMENT("doc", "document"),
    DELAY("delay", "half-rounded-rectangle"),
    LEVEL_CYLINDER("h-cyl", "das", "horizontal-cylinder"),
    LINED_CYLINDER("lin-cyl", "disk", "lined-cylinder"),
    CURVED_TRAPEZOID("curv-trap", "curved-trapezoid", "display"),
    DIVIDED_RECTANGLE("div-rect", "div-proc", "divided-rectangle", "divided-process"),
    TRIANGLE("tri", "extract", "triangle"),
    WINDOW_PANE("win-pane", "internal-storage", "window-pane"),
    FILLED_CIRCLE("f-circ", "junction", "filled-circle"),
    NOTCHED_PENTAGON("notch-pent", "loop-limit", "notched-pentagon"),
    FLIPPED_TRIANGLE("flip-tri", "manual-file", "flipped-triangle"),
    SLOPED_RECTANGLE("sl-rect", "manual-input", "sloped-rectangle"),
    DOCUMENTS("docs", "documents", "st-doc", "stacked-document"),
    STACKED_RECTANGLE("st-rect", "procs", "processes", "stacked-rectangle"),
    BOW_TIE("bow-rect", "stored-data", "bow-tie-rectangle"),
    CROSSED_CIRCLE("cross-circ", "summary", "crossed-circle"),
    TAGGED_DOCUMENT("tag-doc", "tagged-document"),
    TAGGED_RECTANGLE("tag-rect", "tagged-rectangle", "tag-proc", "tagged-process"),
    FLAG("flag", "paper-tape"),
    ODD("odd"),
    LINED_DOCUMENT("lin-doc", "lined-document"),
    ELLIPSE("ellipse"),
    NOTE("note"),
    CHOICE("choice"),
    ANCHOR("anchor"),
    ICON("icon"),
    IMAGE("image");

    private static final Map<String, Shape> BY_NAME = Stream.of(values())
            .flatMap(shape -> shape.names().stream().map(name -> Map.entry(name, shape)))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue, (first, second) -> first));

    private final String id;
    private final List<String> aliases;

    Shape(String id, String... aliases) {
        this.id = id;
        this.aliases = List.of(aliases);
    }

    /// Mermaid's short name.
    public String id() {
        return id;
    }

    /// The short name and all others.
    public List<String> names() {
        return Stream.of(Stream.of(id), aliases.stream()).flatMap(Function.identity()).toList();
    }

    /// The shape that Mermaid means by `name`.
    public static Optional<Shape> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }
}
