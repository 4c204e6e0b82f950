package io.headscope.checkpoint.pytorch;

import io.headscope.checkpoint.pytorch.PickleValue.Mapping;
import io.headscope.checkpoint.pytorch.PickleValue.Tensor;
import io.headscope.file.ReadableFile;
import io.headscope.message.ProblemException;
import io.headscope.model.StoredTensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// A mapped file that `torch.save` wrote of a state dictionary: a zip archive since PyTorch 1.6, pickles in a row before.
public final class PytorchFile {

    private static final int PICKLE = 0x80;

    private PytorchFile() {}

    /// Maps a file and finds its tensors. Nothing that the file says is executed.
    ///
    /// @param arena what the mapping lives in
    /// @return      its tensors by name, in the file's order
    /// @throws ProblemException if it cannot be read, is not sound, or asks for anything but tensors
    public static SequencedMap<String, StoredTensor> map(Path path, Arena arena) {
        ReadableFile file = ReadableFile.at(path);
        try (FileChannel channel = FileChannel.open(file.real(), StandardOpenOption.READ)) {
            MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            return tensors(new PytorchSource(path, file.real(), bytes), arena);
        } catch (IOException failure) {
            throw ReadableFile.failed(path, failure);
        }
    }

    private static SequencedMap<String, StoredTensor> tensors(PytorchSource source, Arena arena) {
        SavedObject saved = ZipArchive.is(source.bytes()) ? ZippedObject.read(source) : legacy(source);
        if (!(saved.value() instanceof Mapping mapping)) {
            throw source.unsound("reason.pytorch-no-tensors");
        }
        Placement placement = new Placement(source, saved.storages(), arena);
        SequencedMap<String, StoredTensor> tensors = new LinkedHashMap<>();
        mapping.entries.forEach((name, value) -> {
            if (value instanceof Tensor tensor) {
                tensors.put(name, placement.place(name, tensor));
            }
        });
        if (tensors.isEmpty()) {
            throw source.unsound("reason.pytorch-no-tensors");
        }
        return tensors;
    }

    private static SavedObject legacy(PytorchSource source) {
        MemorySegment bytes = source.bytes();
        if (bytes.byteSize() == 0 || (bytes.get(ValueLayout.JAVA_BYTE, 0) & 0xff) != PICKLE) {
            throw source.unsound("reason.pytorch-unknown");
        }
        return LegacyObject.read(source);
    }
}
