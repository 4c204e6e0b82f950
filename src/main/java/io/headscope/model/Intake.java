package io.headscope.model;

import io.headscope.attention.Stack;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// One thing that a network takes in, and the input of its program that it fills.
public sealed interface Intake {

    /// The stack that takes it in.
    Stack stack();

    /// The input of the program that it fills.
    String input();

    /// A text, as token ids.                                        [batch, tokens]
    ///
    /// @param positions  the longest, in tokens
    /// @param vocabulary the number of token ids that are known
    /// @param pairs      whether a second text is told from the first
    /// @param fill       the token that every shorter text is filled up with, read as any other; nothing where texts have the
    ///                   lengths they have
    record Text(Stack stack, String input, int positions, int vocabulary, boolean pairs, OptionalInt fill) implements Intake {
        public Text(Stack stack, String input, int positions, int vocabulary, boolean pairs) {
            this(stack, input, positions, vocabulary, pairs, OptionalInt.empty());
        }
    }

    /// The text that a decoder is to write, or has written so far, as token ids.   [batch, tokens]
    ///
    /// @param positions  the longest, in tokens
    /// @param vocabulary the number of token ids that are known
    record Target(Stack stack, String input, int positions, int vocabulary) implements Intake {}

    /// A picture, of the size that the network is written for.      [batch, channels, height, width]
    ///
    /// @param height  in pixels
    /// @param width   in pixels
    /// @param mask    the input that tells pixels from fill, if there is one    [batch, height, width]
    /// @param resizes whether the network can be written for pictures of other sizes
    record Image(Stack stack, String input, int channels, int height, int width, @Nullable String mask, boolean resizes)
            implements Intake {}

    /// A sound as it is, mono.                                      [batch, samples]
    ///
    /// @param rate    samples a second
    /// @param samples the number that the network is written for; it can be written for others
    /// @param mask    the input that tells sound from fill, if there is one     [batch, samples]
    record Samples(Stack stack, String input, int rate, int samples, @Nullable String mask) implements Intake {}

    /// A sound as a log-mel spectrogram.          [batch, bins, frames], or [batch, frames, bins] where `framesFirst`
    ///
    /// @param bins   frequencies
    /// @param frames moments, `seconds` apart
    record Spectrogram(Stack stack, String input, int bins, int frames, double seconds, boolean framesFirst) implements Intake {}
}
