package io.headscope.checkpoint;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.headscope.file.ReadableFile;
import io.headscope.message.Phrase;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.ElementType;
import io.headscope.model.StoredTensor;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// A mapped safetensors file (<https://github.com/huggingface/safetensors#format>): 8 bytes with the length of the
/// header, the header as JSON, then the tensors' bytes. Nothing the header says is believed before it is checked.
public final class SafetensorsFile {

    private static final ValueLayout.OfLong LENGTH = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final long LONGEST_HEADER = 100_000_000;
    private static final int DEEPEST_SHAPE = 32;

    private final Path shown;
    private final Path real;
    private final MemorySegment bytes;

    private SafetensorsFile(Path shown, Path real, MemorySegment bytes) {
        this.shown = shown;
        this.real = real;
        this.bytes = bytes;
    }

    /// Maps a file and reads its header.
    ///
    /// @param arena what the mapping lives in
    /// @return      its tensors by name, in the order of the header
    /// @throws ProblemException if it cannot be read or its header is not sound
    public static SequencedMap<String, StoredTensor> map(Path path, Arena arena) {
        ReadableFile file = ReadableFile.at(path);
        try (FileChannel channel = FileChannel.open(file.real(), StandardOpenOption.READ)) {
            MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            return new SafetensorsFile(path, file.real(), bytes).tensors();
        } catch (IOException failure) {
            throw ReadableFile.failed(path, failure);
        }
    }

    private SequencedMap<String, StoredTensor> tensors() {
        if (bytes.byteSize() < Long.BYTES) {
            throw truncated(Long.BYTES);
        }
        long length = bytes.get(LENGTH, 0);
        if (length < 2 || length > LONGEST_HEADER) {
            throw unsound(Phrase.of("reason.header-length", Long.toUnsignedString(length)));
        }
        if (length > bytes.byteSize() - Long.BYTES) {
            throw truncated(Long.BYTES + length);
        }
        SequencedMap<String, StoredTensor> tensors = parse(bytes.asSlice(Long.BYTES, length), Long.BYTES + length);
        refuseOverlaps(tensors);
        return tensors;
    }

    private SequencedMap<String, StoredTensor> parse(MemorySegment header, long dataStart) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        SequencedMap<String, StoredTensor> tensors = new LinkedHashMap<>();
        try (Reader text = new InputStreamReader(
                        new java.io.ByteArrayInputStream(header.toArray(ValueLayout.JAVA_BYTE)), decoder);
                JsonReader json = new JsonReader(text)) {
            json.beginObject();
            while (json.hasNext()) {
                String name = json.nextName();
                if (name.equals("__metadata__")) {
                    json.skipValue();
                } else if (tensors.put(name, tensor(name, json, dataStart)) != null) {
                    throw unsound(Phrase.of("reason.tensor-twice", name));
                }
            }
            json.endObject();
        } catch (IOException | IllegalStateException | NumberFormatException | StackOverflowError broken) {
            throw new ProblemException(broken, Problem.SAFETENSORS_HEADER, shown, Phrase.of("reason.header-json"));
        }
        return tensors;
    }

    private StoredTensor tensor(String name, JsonReader json, long dataStart) throws IOException {
        String type = null;
        List<Long> shape = null;
        List<Long> offsets = null;
        json.beginObject();
        while (json.hasNext()) {
            switch (json.nextName()) {
                case "dtype" -> type = json.nextString();
                case "shape" -> shape = numbers(json, DEEPEST_SHAPE);
                case "data_offsets" -> offsets = numbers(json, 2);
                default -> json.skipValue();
            }
        }
        json.endObject();
        if (type == null || shape == null || offsets == null || offsets.size() != 2) {
            throw unsound(Phrase.of("reason.tensor-incomplete", name));
        }
        return place(name, known(name, type), shape, offsets.get(0), offsets.get(1), dataStart);
    }

    private static List<Long> numbers(JsonReader json, int most) throws IOException {
        List<Long> numbers = new ArrayList<>();
        json.beginArray();
        while (json.hasNext()) {
            if (json.peek() != JsonToken.NUMBER || numbers.size() == most) {
                throw new IllegalStateException("not a short list of numbers");
            }
            numbers.add(json.nextLong());
        }
        json.endArray();
        return numbers;
    }

    private ElementType known(String name, String type) {
        return ElementType.named(type)
                .orElseThrow(() -> new ProblemException(Problem.TENSOR_TYPE_UNKNOWN, shown, name, type));
    }

    private StoredTensor place(String name, ElementType type, List<Long> shape, long from, long to, long dataStart) {
        long needed = size(name, type, shape);
        if (from < 0 || to < from || to - from != needed) {
            throw unsound(Phrase.of("reason.tensor-place", name, shape, needed, from, to));
        }
        if (to > bytes.byteSize() - dataStart) {
            throw truncated(Math.addExact(dataStart, to));
        }
        long offset = dataStart + from;
        return new StoredTensor(name, type, shape, real, offset, bytes.asSlice(offset, needed));
    }

    private long size(String name, ElementType type, List<Long> shape) {
        try {
            long size = type.bytes();
            for (long length : shape) {
                if (length < 0) {
                    throw unsound(Phrase.of("reason.tensor-shape", name, shape));
                }
                size = Math.multiplyExact(size, length);
            }
            return size;
        } catch (ArithmeticException tooLarge) {
            throw unsound(Phrase.of("reason.tensor-shape", name, shape));
        }
    }

    private void refuseOverlaps(SequencedMap<String, StoredTensor> tensors) {
        List<StoredTensor> byPlace = tensors.values().stream()
                .filter(tensor -> tensor.data().byteSize() > 0)
                .sorted(Comparator.comparingLong(StoredTensor::offset))
                .toList();
        for (int i = 1; i < byPlace.size(); i++) {
            StoredTensor before = byPlace.get(i - 1);
            if (before.offset() + before.data().byteSize() > byPlace.get(i).offset()) {
                throw new ProblemException(
                        Problem.SAFETENSORS_OVERLAP, shown, before.name(), byPlace.get(i).name());
            }
        }
    }

    private ProblemException truncated(long needed) {
        return new ProblemException(Problem.SAFETENSORS_TRUNCATED, shown, bytes.byteSize(), needed);
    }

    private ProblemException unsound(Phrase why) {
        return new ProblemException(Problem.SAFETENSORS_HEADER, shown, why);
    }
}
