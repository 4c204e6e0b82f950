package io.headscope.checkpoint;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.headscope.attention.FloatTensor;
import io.headscope.file.WholeFile;
import io.headscope.model.ElementType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Writes safetensors files, part by part: only one needs to be in memory at a time. The file appears when it is
/// whole; until then there is nothing under its name.
public final class SafetensorsWriter {

    /// A tensor to write.
    ///
    /// @param shape the length of every axis
    /// @param type  F32, or BF16: then the lower halves of the numbers are cut off, or F16: then they are rounded, and those
    ///              that are too large become the largest there is
    /// @param parts gives the numbers when it is their turn, in stretches that follow each other
    public record Entry(List<Long> shape, ElementType type, Supplier<Stream<FloatTensor>> parts) {

        public Entry(List<Long> shape, Supplier<Stream<FloatTensor>> parts) {
            this(shape, ElementType.F32, parts);
        }

        public static Entry of(FloatTensor tensor) {
            return new Entry(tensor.shape(), () -> Stream.of(tensor));
        }

        long bytes() {
            return type.bytes() * shape.stream().reduce(1L, Math::multiplyExact);
        }
    }

    private static final float LARGEST_F16 = 65504;

    private SafetensorsWriter() {}

    /// @throws IOException if it could not be written; then nothing is left behind
    public static void write(Path file, SequencedMap<String, Entry> tensors) throws IOException {
        WholeFile.write(file, channel -> {
            writeFully(channel, header(tensors));
            for (Entry entry : tensors.values()) {
                writeNumbers(channel, entry);
            }
        });
    }

    private static ByteBuffer header(SequencedMap<String, Entry> tensors) {
        JsonObject header = new JsonObject();
        JsonObject metadata = new JsonObject();
        metadata.addProperty("format", "pt");
        header.add("__metadata__", metadata);
        long at = 0;
        for (var named : tensors.entrySet()) {
            JsonObject tensor = new JsonObject();
            tensor.addProperty("dtype", named.getValue().type().name());
            JsonArray shape = new JsonArray();
            named.getValue().shape().forEach(length -> shape.add(new JsonPrimitive(length)));
            tensor.add("shape", shape);
            JsonArray offsets = new JsonArray();
            offsets.add(at);
            at += named.getValue().bytes();
            offsets.add(at);
            tensor.add("data_offsets", offsets);
            header.add(named.getKey(), tensor);
        }
        byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
        // The numbers begin at a multiple of 8 bytes, so that they can be mapped.
        int padded = (json.length + 7) / 8 * 8;
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(padded).put(json);
        while (bytes.hasRemaining()) {
            bytes.put((byte) ' ');
        }
        return bytes.flip();
    }

    private static void writeNumbers(FileChannel channel, Entry entry) throws IOException {
        long start = channel.position();
        try (Stream<FloatTensor> parts = entry.parts().get()) {
            for (FloatTensor part : (Iterable<FloatTensor>) parts::iterator) {
                writeNumbers(channel, part, entry.type());
            }
        }
        if (channel.position() - start != entry.bytes()) {
            throw new IllegalStateException("announced " + entry.bytes() + " bytes, came " + (channel.position() - start));
        }
    }

    private static void writeNumbers(FileChannel channel, FloatTensor tensor, ElementType type) throws IOException {
        float[] some = new float[1 << 16];
        ByteBuffer bytes = ByteBuffer.allocateDirect(some.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (long at = 0; at < tensor.size(); at += some.length) {
            int length = (int) Math.min(some.length, tensor.size() - at);
            tensor.copy(at, some, 0, length);
            bytes.clear();
            switch (type) {
                case BF16 -> {
                    for (int i = 0; i < length; i++) {
                        bytes.putShort((short) (Float.floatToRawIntBits(some[i]) >>> 16));
                    }
                }
                case F16 -> {
                    for (int i = 0; i < length; i++) {
                        bytes.putShort(Float.floatToFloat16(Math.clamp(some[i], -LARGEST_F16, LARGEST_F16)));
                    }
                }
                default -> bytes.asFloatBuffer().put(some, 0, length);
            }
            writeFully(channel, bytes.limit(length * type.bytes()).position(0));
        }
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
