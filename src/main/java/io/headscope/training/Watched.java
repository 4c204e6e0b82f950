package io.headscope.training;

import io.headscope.attention.Layout;
import io.headscope.input.Medium;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Something that heads are looked at with while they are trained: always the same, and written for it, never taken from the
/// data.
public sealed interface Watched {

    /// What a person could enter.
    ///
    /// @param text   what the network reads; empty where it reads nothing
    /// @param pair   a second text, for networks that take two
    /// @param target what it is to have written, for networks that write
    /// @param medium what it sees or hears, for networks that do
    /// @param words  words of the target with those of the text that they translate; where none are given, the target is
    ///               held against the text from beginning to end
    /// @param times  words of the target with when they are heard, for networks that listen
    record Shown(
            String text,
            @Nullable String pair,
            @Nullable String target,
            @Nullable Medium medium,
            Map<String, String> words,
            Map<String, Layout.Time> times)
            implements Watched {

        public Shown {
            words = Map.copyOf(words);
            times = Map.copyOf(times);
        }

        /// Of what is read.
        public Shown(String text, @Nullable String pair, @Nullable String target, @Nullable Medium medium, Map<String, String> words) {
            this(text, pair, target, medium, words, Map.of());
        }
    }

    /// Random tokens of the vocabulary, no two alike, said twice: on them one sees induction and nothing else (Olsson et al.,
    /// 2022, <https://arxiv.org/abs/2209.11895>).
    ///
    /// @param length how many; the input is twice as long
    /// @param seed   of the choice
    record Repeated(int length, long seed) implements Watched {}

    static Shown text(String text) {
        return new Shown(text, null, null, null, Map.of());
    }

    static Shown pair(String text, String pair) {
        return new Shown(text, pair, null, null, Map.of());
    }

    static Shown medium(Medium medium) {
        return new Shown("", null, null, medium, Map.of());
    }

    /// A sound, and what is to be written down.
    static Shown heard(Medium.Sound sound, String target, Map<String, Layout.Time> times) {
        return new Shown("", null, target, sound, Map.of(), times);
    }
}
