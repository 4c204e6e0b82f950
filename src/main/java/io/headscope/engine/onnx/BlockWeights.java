package io.headscope.engine.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.headscope.model.ElementType;
import io.headscope.model.PartedWeights;
import io.headscope.model.PartedWeights.Part;
import io.headscope.model.Program.DeclaredWeight;
import io.headscope.model.StoredTensor;
import io.headscope.model.Weights;
import io.headscope.task.Cancellation;
import io.headscope.task.Parallel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// The weights of one block at a time, as F32 in one buffer that is filled anew for every block; those that are F32 already
/// stay where they are mapped.
final class BlockWeights implements AutoCloseable {

    private static final long ALIGNMENT = 64;

    /// Numbers that one processor converts in one go.
    private static final long CHUNK = 1 << 19;

    private final Map<String, DeclaredWeight> declared;
    private final Map<String, Part> parts;
    private final Weights weights;
    private Arena arena = Arena.ofShared();
    private MemorySegment buffer = MemorySegment.NULL;

    /// @param parted the program whose weights these are; networks that share them know them by name
    BlockWeights(PartedWeights parted, Weights weights) {
        this.parts = parted.parts();
        this.declared = parted.program().weights().stream().collect(Collectors.toMap(DeclaredWeight::name, weight -> weight));
        this.weights = weights;
    }

    private StoredTensor find(DeclaredWeight weight) {
        Part part = parts.get(weight.name());
        return part == null
                ? weights.find(Objects.requireNonNull(declared.get(weight.name()), weight::name))
                : part.of(weights.find(part.of()));
    }

    /// Where a weight lies.
    Path file(DeclaredWeight weight) {
        return find(weight).file();
    }

    /// A weight and where its numbers are to go; nowhere if they may stay.
    private record Place(DeclaredWeight weight, StoredTensor tensor, long offset) {}

    /// The weights as tensors, by their names. They are good until the next call.
    Map<String, OnnxTensor> tensors(OrtEnvironment environment, List<DeclaredWeight> wanted, Cancellation cancellation)
            throws OrtException {
        List<Place> places = places(wanted);
        fill(places, cancellation);
        Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
        for (Place place : places) {
            long[] shape = place.weight.shape().stream().mapToLong(i -> i).toArray();
            MemorySegment numbers = place.offset < 0
                    ? place.tensor.data()
                    : buffer.asSlice(place.offset, place.tensor.size() * Float.BYTES);
            tensors.put(place.weight.name(), OnnxTensor.createTensor(
                    environment, numbers.asByteBuffer().order(ByteOrder.nativeOrder()), shape, OnnxJavaType.FLOAT));
        }
        return tensors;
    }

    private List<Place> places(List<DeclaredWeight> wanted) {
        List<Place> places = new ArrayList<>();
        long at = 0;
        for (DeclaredWeight weight : wanted) {
            StoredTensor tensor = find(weight);
            boolean stays = tensor.type() == ElementType.F32;
            places.add(new Place(weight, tensor, stays ? -1 : at));
            at += stays ? 0 : (tensor.size() * Float.BYTES + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        }
        makeRoom(at);
        return places;
    }

    private void makeRoom(long bytes) {
        if (buffer.byteSize() < bytes) {
            arena.close();
            arena = Arena.ofShared();
            buffer = arena.allocate(bytes, ALIGNMENT);
        }
    }

    private void fill(List<Place> places, Cancellation cancellation) {
        for (Place place : places) {
            cancellation.check();
            if (place.offset >= 0) {
                long size = place.tensor.size();
                Parallel.each(Math.toIntExact((size + CHUNK - 1) / CHUNK), chunk -> {
                    long from = chunk * CHUNK;
                    long to = Math.min(size, from + CHUNK);
                    place.tensor.convert(from, to, buffer.asSlice(place.offset + from * Float.BYTES, (to - from) * Float.BYTES));
                });
            }
        }
    }

    /// Rows of a table, one after the other.                         [rows, width]
    float[] rows(DeclaredWeight table, long[] rows) {
        StoredTensor tensor = find(table);
        int width = Math.toIntExact(tensor.shape().getLast());
        float[] numbers = new float[Math.multiplyExact(rows.length, width)];
        MemorySegment into = MemorySegment.ofArray(numbers);
        for (int i = 0; i < rows.length; i++) {
            long from = rows[i] * width;
            tensor.convert(from, from + width, into.asSlice((long) i * width * Float.BYTES, (long) width * Float.BYTES));
        }
        return numbers;
    }

    @Override
    public void close() {
        arena.close();
    }
}
