package io.headscope.checkpoint.pytorch;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// The form since PyTorch 1.6: `NAME/data.pkl`, and the numbers of each storage as `NAME/data/KEY`.
final class ZippedObject {

    private static final String VALUE = "data.pkl";
    private static final String STORAGES = "data/";

    private ZippedObject() {}

    static SavedObject read(PytorchSource source) {
        Map<String, MemorySegment> entries = ZipArchive.entries(source);
        String value = entries.keySet().stream()
                .filter(name -> name.endsWith("/" + VALUE))
                .findFirst()
                .orElseThrow(() -> source.unsound("reason.pytorch-unknown"));
        String root = value.substring(0, value.length() - VALUE.length());
        if (entries.containsKey(root + "constants.pkl")) {
            throw source.unsound("reason.pytorch-program");
        }
        if (text(entries.get(root + "byteorder")).equals("big")) {
            throw source.unsound("reason.big-endian");
        }
        Map<String, MemorySegment> storages = new HashMap<>();
        entries.forEach((name, bytes) -> {
            if (name.startsWith(root + STORAGES)) {
                storages.put(name.substring(root.length() + STORAGES.length()), bytes);
            }
        });
        MemorySegment pickle = java.util.Objects.requireNonNull(entries.get(value));
        return new SavedObject(Pickle.read(source, new ByteCursor(source, pickle, 0)), storages);
    }

    private static String text(@org.jspecify.annotations.Nullable MemorySegment bytes) {
        return bytes == null || bytes.byteSize() > 100
                ? ""
                : new String(bytes.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }
}
