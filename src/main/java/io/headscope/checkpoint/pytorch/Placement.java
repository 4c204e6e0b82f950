package io.headscope.checkpoint.pytorch;

import io.headscope.checkpoint.pytorch.PickleValue.Storage;
import io.headscope.checkpoint.pytorch.PickleValue.Tensor;
import io.headscope.message.ProblemException;
import io.headscope.model.StoredTensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;

/// Finds the numbers of tensors in their storages: where they lie in a row, in the mapped file itself; else as a copy.
final class Placement {

    private final PytorchSource source;
    private final Map<String, MemorySegment> storages;
    private final Arena arena;
    private long copied;

    Placement(PytorchSource source, Map<String, MemorySegment> storages, Arena arena) {
        this.source = source;
        this.storages = storages;
        this.arena = arena;
    }

    /// The bytes that a storage has.
    static long bytes(PytorchSource source, Storage storage) {
        if (storage.size() < 0 || storage.size() > source.bytes().byteSize()) {
            throw source.unsound("reason.pytorch-storage", storage.key());
        }
        return storage.size() * storage.type().bytes();
    }

    StoredTensor place(String name, Tensor tensor) {
        try {
            MemorySegment data = numbers(name, tensor);
            long offset = data.isMapped() ? data.address() - source.bytes().address() : 0;
            return new StoredTensor(name, tensor.storage().type(), tensor.shape(), source.real(), offset, data);
        } catch (ArithmeticException | IndexOutOfBoundsException outside) {
            throw wrong(name, tensor);
        }
    }

    private MemorySegment numbers(String name, Tensor tensor) {
        Storage storage = tensor.storage();
        MemorySegment stored = storages.get(storage.key());
        if (stored == null || stored.byteSize() != bytes(source, storage)) {
            throw source.unsound("reason.pytorch-storage", storage.key());
        }
        long size = size(name, tensor);
        int width = storage.type().bytes();
        if (tensor.offset() < 0 || tensor.strides().size() != tensor.shape().size()) {
            throw wrong(name, tensor);
        }
        return size == 0 || inARow(tensor)
                ? stored.asSlice(Math.multiplyExact(tensor.offset(), width), Math.multiplyExact(size, width))
                : copy(name, tensor, stored, Math.multiplyExact(size, width));
    }

    private long size(String name, Tensor tensor) {
        long size = 1;
        for (long length : tensor.shape()) {
            if (length < 0) {
                throw wrong(name, tensor);
            }
            size = Math.multiplyExact(size, length);
        }
        return size;
    }

    /// Whether neighbours lie side by side, the last axis first. The stride of an axis of length 1 is never used.
    private static boolean inARow(Tensor tensor) {
        long expected = 1;
        for (int axis = tensor.shape().size() - 1; axis >= 0; axis--) {
            long length = tensor.shape().get(axis);
            if (length != 1 && tensor.strides().get(axis) != expected) {
                return false;
            }
            expected *= length;
        }
        return true;
    }

    /// Tensors that were saved transposed. What is copied can never be much more than the file itself.
    private MemorySegment copy(String name, Tensor tensor, MemorySegment stored, long bytes) {
        copied = Math.addExact(copied, bytes);
        if (bytes > stored.byteSize() || copied > 2 * source.bytes().byteSize()) {
            throw wrong(name, tensor);
        }
        int width = tensor.storage().type().bytes();
        MemorySegment row = arena.allocate(bytes, Double.BYTES);
        long[] index = new long[tensor.shape().size()];
        for (long to = 0; to < bytes; to += width) {
            MemorySegment.copy(stored, from(tensor, index) * width, row, to, width);
            advance(index, tensor.shape());
        }
        return row;
    }

    private static long from(Tensor tensor, long[] index) {
        long from = tensor.offset();
        for (int axis = 0; axis < index.length; axis++) {
            from = Math.addExact(from, Math.multiplyExact(index[axis], tensor.strides().get(axis)));
        }
        return from;
    }

    private static void advance(long[] index, List<Long> shape) {
        for (int axis = index.length - 1; axis >= 0 && ++index[axis] == shape.get(axis); axis--) {
            index[axis] = 0;
        }
    }

    private ProblemException wrong(String name, Tensor tensor) {
        return source.unsound("reason.pytorch-tensor", name, tensor.shape());
    }
}
