package io.headscope.model;

import java.util.Locale;

/// What an input of a foreign network is for, as its name, its type and its axes tell.
public enum InputRole {
    /// Token ids.                                                   [batch, tokens]
    IDS,
    /// 1 at tokens, 0 at padding.                                   [batch, tokens]
    MASK,
    /// Which of two texts a token belongs to.                       [batch, tokens]
    TYPES,
    /// Where a token stands.                                        [batch, tokens]
    POSITIONS,
    /// Keys or values of what was read before.                      [batch, heads, past, size]
    PAST,
    /// Whether there is anything that was read before.              [1]
    BRANCH,
    /// A picture.                                                   [batch, channels, height, width]
    PIXELS,
    /// 1 at pixels, 0 at fill.                                      [batch, height, width]
    PIXEL_MASK,
    /// A spectrogram.                                               [batch, bins, frames]
    SPECTROGRAM,
    /// A sound.                                                     [batch, samples]
    SAMPLES,
    /// States of a network's own making, or features.               [batch, positions, size]
    STATES,
    /// Nothing is known of it.
    OTHER;

    /// What an input is for.
    public static InputRole of(String name, Value value) {
        String lower = name.toLowerCase(Locale.ROOT);
        boolean real = isReal(value);
        int rank = value.rank();
        if (lower.contains("past") && real) {
            return PAST;
        }
        if (lower.startsWith("use_cache")) {
            return BRANCH;
        }
        if (lower.contains("pixel_mask")) {
            return PIXEL_MASK;
        }
        if (lower.contains("mask") && rank == 2) {
            return MASK;
        }
        if (real) {
            return ofReal(lower, rank);
        }
        return rank == 2 || (rank == 1 && lower.contains("position")) ? ofWhole(lower) : OTHER;
    }

    private static InputRole ofReal(String lower, int rank) {
        return switch (rank) {
            case 4 -> lower.contains("bias") || lower.contains("mask") ? OTHER : PIXELS;
            case 3 -> lower.contains("feature") || lower.contains("mel") || lower.contains("spectrogram") ? SPECTROGRAM : STATES;
            case 2 -> lower.contains("values") || lower.contains("audio") || lower.contains("wave") || lower.contains("signal") || lower.equals("input")
                    ? SAMPLES
                    : OTHER;
            default -> OTHER;
        };
    }

    private static InputRole ofWhole(String lower) {
        if (lower.contains("type") || lower.contains("segment")) {
            return TYPES;
        }
        if (lower.contains("position")) {
            return POSITIONS;
        }
        return lower.contains("id") || lower.contains("token") || lower.contains("input") ? IDS : OTHER;
    }

    /// Whether it takes numbers with a fraction.
    public static boolean isReal(Value value) {
        return switch (value.type()) {
            case F64, F32, F16, BF16 -> true;
            case I64, I32, I16, I8, U8, BOOL -> false;
        };
    }

    /// Whether it belongs to what a decoder writes, and not to what is read.
    public static boolean isOfTarget(String name) {
        return name.toLowerCase(Locale.ROOT).startsWith("decoder");
    }
}
