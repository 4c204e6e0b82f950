package io.headscope.session;

import java.nio.file.Path;

/// A model about which one is asked before anything of it is loaded, and what it will cost.
///
/// @param parameters their number, shared ones counted once
/// @param stored     bytes of the weights in their files: what every run reads, from the disk where memory does not hold them
/// @param whole      bytes of what must be converted to F32, all at once; 0 where the files are F32 already
/// @param atOnce     bytes that a run of [#TOKENS] tokens takes besides: of converted weights what is in memory at a time, of its
///                   trace all
/// @param free       bytes of memory there are for all of it
/// @param byLayer    whether it runs layer by layer, as all weights do not fit
/// @param seconds    that a run of [#TOKENS] tokens takes, roughly
/// @param layers     of the longest stack
/// @param first      bytes that the weights take as F32 where one layer alone is opened
/// @param each       bytes that every further layer takes
/// @param room       bytes that converted weights may take together
public record LargeModel(
        Path folder,
        long parameters,
        long stored,
        long whole,
        long atOnce,
        long free,
        boolean byLayer,
        double seconds,
        int layers,
        long first,
        long each,
        long room) {

    /// The length of text that costs are told for.
    public static final int TOKENS = 128;

    /// Bytes that the weights of the first `count` layers take as F32.
    public long ofLayers(int count) {
        return Math.addExact(first, Math.multiplyExact(count - 1L, each));
    }

    /// Whether the first `count` layers are in memory all at once.
    public boolean fits(int count) {
        return ofLayers(count) <= room;
    }

    /// The most layers that are in memory all at once; one where not even that is.
    public int most() {
        int most = 1;
        while (most < layers && fits(most + 1)) {
            most++;
        }
        return most;
    }
}
