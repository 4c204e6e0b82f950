package io.headscope.checkpoint.pytorch;

import io.headscope.model.ElementType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// What a pickle may hold here: plain values, tensors, and the few names that build tensors.
sealed interface PickleValue {

    record Nothing() implements PickleValue {}

    record Flag(boolean value) implements PickleValue {}

    record Whole(long value) implements PickleValue {}

    record Decimal(double value) implements PickleValue {}

    record Text(String value) implements PickleValue {}

    record Tuple(List<PickleValue> items) implements PickleValue {}

    /// A list, still growing while it is read. Compared by identity: it may hold itself.
    final class Sequence implements PickleValue {
        final List<PickleValue> items = new java.util.ArrayList<>();
    }

    /// A dictionary, still growing while it is read; entries whose key is no text are left out. Compared by identity.
    final class Mapping implements PickleValue {
        final SequencedMap<String, PickleValue> entries = new LinkedHashMap<>();
    }

    /// One of the known names.
    record Name(Global global) implements PickleValue {}

    /// The numbers that tensors lie in.
    ///
    /// @param key  what the file calls them
    /// @param size how many there are
    record Storage(ElementType type, String key, long size) implements PickleValue {}

    /// A view of a storage.
    ///
    /// @param offset  of its first number
    /// @param strides how many numbers lie between neighbours, axis by axis
    record Tensor(Storage storage, long offset, List<Long> shape, List<Long> strides) implements PickleValue {}
}
