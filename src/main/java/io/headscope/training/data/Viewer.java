package io.headscope.training.data;

import io.headscope.message.Phrase;
import io.headscope.training.data.DataLines.NotALine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The films that one person has rated, in the order of time (MovieTweetings, Dooms et al., 2013).
///
/// @param films titles, each once
public record Viewer(List<String> films) {

    private static final double ASIDE = 0.15;
    private static final String RATINGS = "ratings.dat";
    private static final String TITLES = "movies.dat";
    private static final String BETWEEN = "::";

    public Viewer {
        films = List.copyOf(films);
    }

    private record Rating(String user, String film, long time) {}

    /// All viewers of a folder.
    ///
    /// @throws io.headscope.message.ProblemException if a file is missing or a line is not as it should be
    public static List<Viewer> read(Path folder) {
        Map<String, String> titles = titles(folder.resolve(TITLES));
        Map<String, List<Rating>> ratings = new TreeMap<>();
        DataLines.read(folder.resolve(RATINGS), Viewer::rating)
                .forEach(rating -> ratings.computeIfAbsent(rating.user, _ -> new ArrayList<>()).add(rating));
        return ratings.values().stream()
                .map(some -> new Viewer(some.stream()
                        .sorted(Comparator.comparingLong(Rating::time))
                        .map(rating -> titles.getOrDefault(rating.film, rating.film))
                        .distinct()
                        .toList()))
                .toList();
    }

    /// The viewers of a folder, 15 % of them kept aside.
    ///
    /// @throws io.headscope.message.ProblemException as [#read]
    public static Split<Viewer> split(Path folder) {
        return Split.of(read(folder), ASIDE, Split.SEED);
    }

    /// Titles with their years. Of films that share both, all but the first carry their number besides.
    private static Map<String, String> titles(Path file) {
        Map<String, String> titles = new LinkedHashMap<>();
        Set<String> taken = new HashSet<>();
        DataLines.read(file, (line, _) -> {
            String[] parts = line.split(BETWEEN, -1);
            if (parts.length != 3 || parts[0].isBlank() || parts[1].isBlank()) {
                throw new NotALine(Phrase.of("reason.want-film"));
            }
            String title = parts[1].strip();
            titles.put(parts[0], taken.add(title) ? title : title + " #" + parts[0]);
            return title;
        });
        return new HashMap<>(titles);
    }

    private static Rating rating(String line, int number) throws NotALine {
        String[] parts = line.split(BETWEEN, -1);
        try {
            if (parts.length == 4) {
                return new Rating(parts[0], parts[1], Long.parseLong(parts[3].strip()));
            }
        } catch (NumberFormatException noTime) {
            // Said below.
        }
        throw new NotALine(Phrase.of("reason.want-rating"));
    }
}
