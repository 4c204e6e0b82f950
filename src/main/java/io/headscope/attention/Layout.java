package io.headscope.attention;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// What the positions of one axis of a map are, first to last, and where they lie in what the network took in: the words
/// of a text, the patches of a picture, the frames of a sound. At most one section is a text.
public record Layout(List<Section> sections) {

    /// Consecutive positions of one kind.
    public sealed interface Section {

        int length();

        /// The positions, for people.
        List<Token> tokens();
    }

    /// Tokens of a text; their own spans say where they lie in it.
    ///
    /// @param length 0 while the text is not known
    public record Text(int length) implements Section {
        @Override
        public List<Token> tokens() {
            return IntStream.range(0, length).mapToObj(id -> Token.ofId(id, Token.Role.TEXT)).toList();
        }
    }

    /// Positions that nobody has named, of features or states: nothing is known of them but their order, counted from 0.
    public record Numbered(int length) implements Section {
        @Override
        public List<Token> tokens() {
            return IntStream.range(0, length).mapToObj(position -> Token.ofId(position, Token.Role.TEXT)).toList();
        }
    }

    /// Positions that the network adds and that lie nowhere: `[CLS]`, `[DISTILL]`.
    public record Added(List<String> names) implements Section {
        public Added {
            names = List.copyOf(names);
        }

        @Override
        public int length() {
            return names.size();
        }

        @Override
        public List<Token> tokens() {
            return IntStream.range(0, names.size())
                    .mapToObj(i -> new Token(i, names.get(i), names.get(i), null, Token.Role.SPECIAL))
                    .toList();
        }
    }

    /// Patches of the picture, row by row from the top left. The picture itself covers the first `height` rows and the
    /// first `width` columns, the last of them perhaps in part; what lies beyond is fill.
    ///
    /// @param height at most `rows`
    /// @param width  at most `columns`
    public record Patches(int rows, int columns, double height, double width) implements Section {

        /// A grid that the picture covers just so.
        public static Patches whole(int rows, int columns) {
            return new Patches(rows, columns, rows, columns);
        }

        @Override
        public int length() {
            return Math.multiplyExact(rows, columns);
        }

        /// Where patch `index` lies, as shares of the picture's width and height; fill lies beyond 1.
        public Area area(int index) {
            return new Area(
                    index % columns / width, index / columns / height, 1 / width, 1 / height);
        }

        /// Named by row and column, counted from 1: `3,4`.
        @Override
        public List<Token> tokens() {
            return IntStream.range(0, length()).mapToObj(this::token).toList();
        }

        private Token token(int index) {
            String name = (index / columns + 1) + "," + (index % columns + 1);
            boolean fill = index / columns >= height || index % columns >= width;
            return new Token(index, name, name, null, fill ? Token.Role.PADDING : Token.Role.PATCH);
        }
    }

    /// A stretch of the picture, as shares of its width and height from the top left.
    public record Area(double x, double y, double width, double height) {}

    /// Stretches of the sound, one after the other, all in seconds.
    ///
    /// @param start    where the first begins
    /// @param step     from the beginning of one to the beginning of the next
    /// @param duration of each; where it is more than the step, they overlap
    public record Frames(int length, double start, double step, double duration) implements Section {

        public Time time(int index) {
            return new Time(start + index * step, start + index * step + duration);
        }

        /// Named by where they begin: `0.36 s`.
        @Override
        public List<Token> tokens() {
            return IntStream.range(0, length).mapToObj(i -> frame(i, seconds(time(i).start()))).toList();
        }

        private static Token frame(int index, String name) {
            return new Token(index, name, name, null, Token.Role.FRAME);
        }

        private static String seconds(double time) {
            return String.format(java.util.Locale.ROOT, "%.2f s", time);
        }
    }

    /// A stretch of the sound, in seconds.
    public record Time(double start, double end) {}

    /// Patches of a spectrogram, band by band from the lowest frequency: position = band · frames + frame.
    ///
    /// @param bandStep   from one band to the next, in rows of the spectrogram
    /// @param bandHeight of each band, in rows of the spectrogram
    /// @param time       where the frames lie
    public record Bands(int bands, int bandStep, int bandHeight, Frames time) implements Section {
        @Override
        public int length() {
            return Math.multiplyExact(bands, time.length());
        }

        public Time time(int index) {
            return time.time(index % time.length());
        }

        /// The rows of the spectrogram that patch `index` covers, from the lowest frequency.
        public IndexRange rows(int index) {
            int from = index / time.length() * bandStep;
            return new IndexRange(from, from + bandHeight);
        }

        /// Named by band, counted from 1, and time: `2, 0.36 s`.
        @Override
        public List<Token> tokens() {
            List<Token> frames = time.tokens();
            return IntStream.range(0, length())
                    .mapToObj(i -> Frames.frame(i, (i / frames.size() + 1) + ", " + frames.get(i % frames.size()).text()))
                    .toList();
        }
    }

    /// What a detector asks with, learned, lying nowhere.
    public record Queries(int length) implements Section {

        /// Numbered from 1: `#7`.
        @Override
        public List<Token> tokens() {
            return IntStream.range(0, length)
                    .mapToObj(i -> new Token(i, "#" + (i + 1), "#" + (i + 1), null, Token.Role.QUERY))
                    .toList();
        }
    }

    /// One position, found in its section.
    ///
    /// @param index within the section
    public record Position(Section section, int index) {}

    public Layout {
        sections = List.copyOf(sections);
    }

    public static Layout of(Section... sections) {
        return new Layout(List.of(sections));
    }

    /// A text and nothing else.
    public static Layout text() {
        return of(new Text(0));
    }

    public int length() {
        return sections.stream().mapToInt(Section::length).sum();
    }

    /// This layout of an axis of `positions` positions: what the other sections leave is text.
    ///
    /// @throws IllegalArgumentException if it cannot have that many
    public Layout over(int positions) {
        int others = sections.stream().filter(section -> !(section instanceof Text)).mapToInt(Section::length).sum();
        Layout filled = new Layout(sections.stream()
                .map(section -> section instanceof Text ? new Text(positions - others) : section)
                .toList());
        if (positions < others || filled.length() != positions) {
            throw new IllegalArgumentException(sections + " over " + positions + " positions");
        }
        return filled;
    }

    /// The first position of `section`.
    public int start(Section section) {
        return sections.stream().takeWhile(other -> other != section).mapToInt(Section::length).sum();
    }

    /// What lies at `position`.
    ///
    /// @throws IndexOutOfBoundsException if the axis is shorter
    public Position at(int position) {
        int index = java.util.Objects.checkIndex(position, length());
        for (Section section : sections) {
            if (index < section.length()) {
                return new Position(section, index);
            }
            index -= section.length();
        }
        throw new IllegalStateException(toString());
    }

    /// The section of a kind, if there is one: the patches of a picture, the frames of a sound.
    public <S extends Section> Optional<S> section(Class<S> kind) {
        return sections.stream().filter(kind::isInstance).map(kind::cast).findFirst();
    }

    /// Every position, for people. Those of a text are known by number only.
    public List<Token> tokens() {
        return sections.stream().map(Section::tokens).<Token>flatMap(List::stream).toList();
    }
}
