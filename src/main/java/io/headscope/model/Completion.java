package io.headscope.model;

import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/// Makes of what is given inputs that a program needs besides: of the mask of pixels the mask and the places of patches,
/// of the mask of samples that of frames.
///
/// @param takes what it reads and the program does not
/// @param rule  the inputs it makes, of those that are given; what is not given it takes as usual
public record Completion(Set<String> takes, UnaryOperator<Map<String, InputTensor>> rule) {

    /// Nothing is to be made.
    public static final Completion NONE = new Completion(Set.of(), given -> Map.of());

    public Completion {
        takes = Set.copyOf(takes);
    }
}
