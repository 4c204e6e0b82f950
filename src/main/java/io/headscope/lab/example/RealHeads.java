package io.headscope.lab.example;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.Stack;
import io.headscope.lab.DoubleMatrix;
import io.headscope.lab.HeadRules;
import io.headscope.lab.MatrixText;
import io.headscope.lab.RealHead;
import io.headscope.lab.TakenHead;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Heads of the models that came along, as they are kept in `/lab/NAME.txt`: lines of a word and what it means, then a
/// matrix under its name. Scores are products times a scale there, without mask or bias.
final class RealHeads {

    private static final List<String> MATRICES = List.of("Q", "K", "V", "weights");

    private final Map<String, String> words = new LinkedHashMap<>();

    private RealHeads(String text) {
        String matrix = "";
        for (String line : text.lines().toList()) {
            String[] parts = line.split(" ", 2);
            if (MATRICES.contains(line)) {
                matrix = line;
            } else if (matrix.isEmpty()) {
                words.put(parts[0], parts[1]);
            } else {
                words.merge(matrix, line, (above, below) -> above + "\n" + below);
            }
        }
    }

    static RealHead read(String name) {
        String file = "/lab/" + name + ".txt";
        try (InputStream stream = Objects.requireNonNull(RealHeads.class.getResourceAsStream(file), file)) {
            return new RealHeads(new String(stream.readAllBytes(), StandardCharsets.UTF_8)).head();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private RealHead head() {
        String[] site = word("site").split(" ");
        HeadAddress head = new AttentionSite(
                        Stack.valueOf(site[0]), AttentionSite.Kind.valueOf(site[1]), Integer.parseInt(site[2]), Integer.parseInt(site[3]))
                .head(Integer.parseInt(word("head")));
        TakenHead taken = new TakenHead(
                head,
                numbers("queries"),
                numbers("keys"),
                List.of(word("query-names").split("\t")),
                List.of(word("key-names").split("\t")),
                matrix("Q"),
                matrix("K"),
                matrix("V"),
                matrix("weights"),
                HeadRules.scaled(Double.parseDouble(word("scale"))));
        return new RealHead(
                word("model"),
                word("input"),
                Integer.parseInt(word("places")),
                Integer.parseInt(word("of-queries")),
                Integer.parseInt(word("of-keys")),
                taken);
    }

    private String word(String name) {
        return Objects.requireNonNull(words.get(name), name);
    }

    private List<Integer> numbers(String name) {
        return Arrays.stream(word(name).split(" ")).map(Integer::valueOf).toList();
    }

    private DoubleMatrix matrix(String name) {
        return MatrixText.read(name, word(name));
    }
}
