package io.headscope.checkpoint.pytorch;

import io.headscope.checkpoint.pytorch.PickleValue.Flag;
import io.headscope.checkpoint.pytorch.PickleValue.Mapping;
import io.headscope.checkpoint.pytorch.PickleValue.Sequence;
import io.headscope.checkpoint.pytorch.PickleValue.Storage;
import io.headscope.checkpoint.pytorch.PickleValue.Tensor;
import io.headscope.checkpoint.pytorch.PickleValue.Text;
import io.headscope.checkpoint.pytorch.PickleValue.Whole;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;

/// The form before PyTorch 1.6: five pickles (a mark, the version, the machine, the value, the keys of the storages), then
/// each storage as the number of its elements and the elements.
final class LegacyObject {

    private static final long VERSION = 1001;

    private LegacyObject() {}

    static SavedObject read(PytorchSource source) {
        ByteCursor cursor = new ByteCursor(source, source.bytes(), 0);
        Pickle.read(source, cursor);
        if (!(cursor.position() < source.bytes().byteSize())
                || !(Pickle.read(source, cursor) instanceof Whole(long version))
                || version != VERSION) {
            throw source.unsound("reason.pytorch-unknown");
        }
        if (!(Pickle.read(source, cursor) instanceof Mapping machine)
                || !(machine.entries.get("little_endian") instanceof Flag(boolean littleEndian))) {
            throw source.unsound("reason.pytorch-unknown");
        }
        if (!littleEndian) {
            throw source.unsound("reason.big-endian");
        }
        PickleValue value = Pickle.read(source, cursor);
        if (!(value instanceof Mapping mapping) || !(Pickle.read(source, cursor) instanceof Sequence keys)) {
            throw source.unsound("reason.pytorch-no-tensors");
        }
        return new SavedObject(value, storages(source, cursor, keys, known(mapping)));
    }

    private static Map<String, Storage> known(Mapping mapping) {
        Map<String, Storage> known = new HashMap<>();
        mapping.entries.values().forEach(value -> {
            if (value instanceof Tensor tensor) {
                known.put(tensor.storage().key(), tensor.storage());
            }
        });
        return known;
    }

    private static Map<String, MemorySegment> storages(
            PytorchSource source, ByteCursor cursor, Sequence keys, Map<String, Storage> known) {
        Map<String, MemorySegment> storages = new HashMap<>();
        for (PickleValue item : keys.items) {
            Storage storage = item instanceof Text(String key) ? known.get(key) : null;
            if (storage == null || cursor.signed64() != storage.size()) {
                throw source.unsound("reason.pytorch-storage", item instanceof Text(String key) ? key : "?");
            }
            long from = cursor.position();
            cursor.skip(Placement.bytes(source, storage));
            storages.put(storage.key(), source.bytes().asSlice(from, cursor.position() - from));
        }
        return storages;
    }
}
