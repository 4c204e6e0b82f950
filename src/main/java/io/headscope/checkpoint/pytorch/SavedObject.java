package io.headscope.checkpoint.pytorch;

import java.lang.foreign.MemorySegment;
import java.util.Map;

/// What a file holds: the pickled value, and the numbers of its storages by their keys.
record SavedObject(PickleValue value, Map<String, MemorySegment> storages) {}
