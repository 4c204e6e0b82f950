package io.headscope.message;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The bundles say the same in every language, no more and no less than the code asks for. Where they do not, the test
/// prints the lines to paste.
final class MessageKeysTest {

    private static final Path BUNDLES = Path.of("resources", "i18n");
    private static final Path ENGLISH = BUNDLES.resolve("messages.properties");
    private static final Path CHINESE = BUNDLES.resolve("messages_zh_CN.properties");
    private static final Path CODE = Path.of("src", "main", "java");

    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\n]|\\\\.)*)\"");
    private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9]*(\\.[a-z0-9-]+)+");

    @Test
    void noKeyStandsTwiceInAFile() throws IOException {
        for (Path file : List.of(ENGLISH, CHINESE)) {
            List<String> keys = Files.readAllLines(file).stream()
                    .filter(line -> line.matches("[a-z][^#=\\s]*\\s*=.*"))
                    .map(line -> line.substring(0, line.indexOf('=')).strip())
                    .toList();
            Set<String> once = new TreeSet<>();
            assertEquals(List.of(), keys.stream().filter(key -> !once.add(key)).toList(), "twice in " + file);
        }
    }

    @Test
    void bothLanguagesHaveTheSameKeys() throws IOException {
        TreeMap<String, String> english = read(ENGLISH);
        TreeMap<String, String> chinese = read(CHINESE);
        assertEquals("", lines(english, chinese.keySet()), "to add to " + CHINESE + ", translated");
        assertEquals("", lines(chinese, english.keySet()), "to add to " + ENGLISH + ", translated");
    }

    @Test
    void noTextIsEmpty() throws IOException {
        for (Path file : List.of(ENGLISH, CHINESE)) {
            List<String> empty = read(file).entrySet().stream().filter(text -> text.getValue().isBlank()).map(text -> text.getKey()).toList();
            assertEquals(List.of(), empty, "empty in " + file);
        }
    }

    @Test
    void bothLanguagesFillInTheSamePlaces() throws IOException {
        TreeMap<String, String> chinese = read(CHINESE);
        List<String> different = new ArrayList<>();
        read(ENGLISH).forEach((key, text) -> {
            String translation = chinese.get(key);
            if (translation != null && !places(text).equals(places(translation))) {
                different.add(key + ": " + places(text) + " in English, " + places(translation) + " in Chinese");
            }
        });
        assertEquals(List.of(), different);
    }

    /// A single apostrophe makes a text with places lose it, and every place behind it.
    @Test
    void apostrophesInTextsWithPlacesAreDoubled() throws IOException {
        for (Path file : List.of(ENGLISH, CHINESE)) {
            List<String> single = read(file).entrySet().stream()
                    .filter(text -> text.getValue().matches("(?s).*\\{\\d.*") && text.getValue().replace("''", "").contains("'"))
                    .map(text -> text.getKey())
                    .toList();
            assertEquals(List.of(), single, "in " + file);
        }
    }

    @Test
    void everyProblemHasItsText() throws IOException {
        TreeMap<String, String> english = read(ENGLISH);
        assertEquals(
                "",
                Arrays.stream(Problem.values())
                        .map(Problem::key)
                        .filter(key -> !english.containsKey(key))
                        .map(key -> key + "=\n")
                        .collect(Collectors.joining()),
                "to add to " + ENGLISH);
    }

    @Test
    void everyKeyInTheCodeHasAText() throws IOException {
        TreeMap<String, String> english = read(ENGLISH);
        Set<String> sections = english.keySet().stream().map(key -> key.substring(0, key.indexOf('.'))).collect(Collectors.toSet());
        assertEquals(
                "",
                literals()
                        .filter(literal -> KEY.matcher(literal).matches() && !english.containsKey(literal))
                        .filter(literal -> sections.contains(literal.substring(0, literal.indexOf('.'))))
                        .map(key -> key + "=\n")
                        .distinct()
                        .collect(Collectors.joining()),
                "to add to " + ENGLISH);
    }

    @Test
    void everyTextIsAskedFor() throws IOException {
        Set<String> whole = literals().collect(Collectors.toSet());
        // Keys that are put together begin with a literal that ends in a dot: "theme." + name.
        Set<String> beginnings = whole.stream().filter(literal -> literal.matches("[a-z][a-z0-9-]*\\.([a-z0-9-]+\\.)*")).collect(Collectors.toSet());
        Set<String> problems = Arrays.stream(Problem.values()).map(Problem::key).collect(Collectors.toSet());
        List<String> unused = read(ENGLISH).keySet().stream()
                .filter(key -> !whole.contains(key) && !problems.contains(key))
                .filter(key -> beginnings.stream().noneMatch(key::startsWith))
                .filter(key -> key.startsWith("problem.") || !isViewTitle(key))
                .toList();
        assertEquals(List.of(), unused, "to delete from " + BUNDLES);
    }

    /// Asked for by the id of a view.
    private static boolean isViewTitle(String key) {
        return key.matches("view\\.[a-z]+\\.title");
    }

    private static TreeMap<String, String> read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        TreeMap<String, String> texts = new TreeMap<>();
        properties.stringPropertyNames().forEach(key -> texts.put(key, properties.getProperty(key)));
        return texts;
    }

    private static String lines(TreeMap<String, String> texts, Set<String> there) {
        return texts.entrySet().stream()
                .filter(text -> !there.contains(text.getKey()))
                .map(text -> text.getKey() + "=" + text.getValue() + "\n")
                .collect(Collectors.joining());
    }

    /// The numbers of the places in a text, those within a choice among them.
    private static Set<Integer> places(String text) {
        if (!text.matches("(?s).*\\{\\d.*")) {
            return Set.of();
        }
        Set<Integer> places = new TreeSet<>();
        Matcher place = Pattern.compile("\\{(\\d+)").matcher(text);
        while (place.find()) {
            places.add(Integer.valueOf(place.group(1)));
        }
        return places;
    }

    /// Every string literal of the code.
    private static Stream<String> literals() throws IOException {
        List<String> literals = new ArrayList<>();
        try (Stream<Path> files = Files.walk(CODE)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
                Matcher literal = LITERAL.matcher(Files.readString(file));
                while (literal.find()) {
                    literals.add(literal.group(1));
                }
            }
        }
        return literals.stream();
    }
}
