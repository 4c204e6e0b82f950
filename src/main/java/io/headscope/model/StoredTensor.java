package io.headscope.model;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;

/// A tensor as it lies on disk, mapped.
///
/// @param name   its name in the file
/// @param file   the file itself, symbolic links followed
/// @param offset where in the file its bytes begin
/// @param data   its bytes, little-endian, row-major
public record StoredTensor(
        String name, ElementType type, List<Long> shape, Path file, long offset, MemorySegment data) {

    public StoredTensor {
        shape = List.copyOf(shape);
    }
}
