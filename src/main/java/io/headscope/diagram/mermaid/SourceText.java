package io.headscope.diagram.mermaid;

import java.util.Arrays;

/// A text that was changed before it is read, and where each of its characters stood in what the person wrote.
final class SourceText {

    private final String text;
    private final int[] origins;

    private SourceText(String text, int[] origins) {
        this.text = text;
        this.origins = origins;
    }

    static SourceText of(String written) {
        int[] origins = new int[written.length() + 1];
        Arrays.setAll(origins, i -> i);
        return new SourceText(written, origins);
    }

    String text() {
        return text;
    }

    /// Where the character at `index` stood in the original; the original's end for the end.
    int origin(int index) {
        return origins[Math.min(index, origins.length - 1)];
    }

    SourceText from(int start) {
        return new SourceText(text.substring(start), Arrays.copyOfRange(origins, start, origins.length));
    }

    Edit edit() {
        return new Edit();
    }

    /// A new text put together of parts of this one, in order, and of others between them.
    final class Edit {

        private final StringBuilder edited = new StringBuilder(text.length() + 16);
        private int[] places = new int[text.length() + 17];
        private int done;

        /// Keeps everything up to `end`.
        Edit keepTo(int end) {
            for (; done < end; done++) {
                put(text.charAt(done), origins[done]);
            }
            return this;
        }

        /// Leaves out everything up to `end`.
        Edit skipTo(int end) {
            done = Math.max(done, end);
            return this;
        }

        /// Puts `other` where the text stands now.
        Edit insert(String other) {
            for (int i = 0; i < other.length(); i++) {
                put(other.charAt(i), origins[done]);
            }
            return this;
        }

        SourceText finished() {
            keepTo(text.length());
            int[] all = Arrays.copyOf(places, edited.length() + 1);
            all[edited.length()] = origins[text.length()];
            return new SourceText(edited.toString(), all);
        }

        private void put(char character, int origin) {
            if (edited.length() + 1 >= places.length) {
                places = Arrays.copyOf(places, places.length * 2);
            }
            places[edited.length()] = origin;
            edited.append(character);
        }
    }
}
