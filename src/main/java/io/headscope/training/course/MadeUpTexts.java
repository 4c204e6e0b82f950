package io.headscope.training.course;

import io.headscope.training.data.Review;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/// Texts like reviews that nobody wrote, for a teacher to say what it makes of them: stretches of one or two reviews, some of
/// whose words are put in the place of another, or are the beginning of one word and the end of another. So a network hears of
/// every word in many places, and of words it will never have seen.
final class MadeUpTexts {

    /// Of a stretch, in words.
    private static final int SHORTEST = 2;
    private static final int LONGEST = 16;
    /// The share of words in whose place stands any other, rare ones as often as frequent ones.
    private static final double SWAPPED = 0.15;
    /// The share of words in whose place stands a word that does not exist.
    private static final double BLENDED = 0.2;

    private final List<List<String>> texts;
    private final List<String> words;

    MadeUpTexts(List<Review> reviews) {
        this.texts = reviews.stream().map(review -> WordPieces.words(review.text())).filter(text -> !text.isEmpty()).toList();
        this.words = texts.stream()
                .flatMap(List::stream)
                .filter(word -> Character.isLetter(word.codePointAt(0)))
                .distinct()
                .toList();
    }

    String next(Random random) {
        return stretch(random) + (random.nextBoolean() ? " " + stretch(random) : "");
    }

    private String stretch(Random random) {
        List<String> text = texts.get(random.nextInt(texts.size()));
        int length = Math.min(Math.min(text.size(), LONGEST), SHORTEST + random.nextInt(text.size()));
        int start = random.nextInt(text.size() - length + 1);
        return text.subList(start, start + length).stream().map(word -> inPlaceOf(word, random)).collect(Collectors.joining(" "));
    }

    private String inPlaceOf(String word, Random random) {
        double chance = random.nextDouble();
        if (chance >= SWAPPED + BLENDED) {
            return word;
        }
        return chance < SWAPPED ? any(random) : blend(any(random), any(random), random);
    }

    private String any(Random random) {
        return words.get(random.nextInt(words.size()));
    }

    private static String blend(String one, String other, Random random) {
        return one.substring(0, 1 + random.nextInt(one.length())) + other.substring(random.nextInt(other.length()));
    }
}
