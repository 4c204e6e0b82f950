package io.headscope.checkpoint.pytorch;

import io.headscope.checkpoint.pytorch.PickleValue.Mapping;
import io.headscope.checkpoint.pytorch.PickleValue.Name;
import io.headscope.checkpoint.pytorch.PickleValue.Nothing;
import io.headscope.checkpoint.pytorch.PickleValue.Sequence;
import io.headscope.checkpoint.pytorch.PickleValue.Storage;
import io.headscope.checkpoint.pytorch.PickleValue.Tensor;
import io.headscope.checkpoint.pytorch.PickleValue.Text;
import io.headscope.checkpoint.pytorch.PickleValue.Tuple;
import io.headscope.checkpoint.pytorch.PickleValue.Whole;
import io.headscope.message.ProblemException;
import io.headscope.model.ElementType;
import java.util.ArrayList;
import java.util.List;

/// What the known names make of their arguments: `torch/_utils.py` and `torch/serialization.py`, as far as tensors go.
record Rebuild(PytorchSource source) {

    private static final int DEEPEST_SHAPE = 32;

    /// A call of a known name.
    PickleValue call(PickleValue function, PickleValue arguments) {
        if (!(function instanceof Name name) || !(arguments instanceof Tuple(List<PickleValue> items))) {
            throw source.forbidden(Instruction.REDUCE.name());
        }
        return switch (name.global()) {
            case ORDERED_DICT -> dictionary(items);
            case SIZE -> tupleOf(items);
            case TENSOR, TENSOR_OF_2016 -> tensor(items);
            case PARAMETER -> parameter(items);
            case DOUBLES, FLOATS, HALVES, BFLOATS, LONGS, INTS, SHORTS, CHARS, BYTES, BOOLS ->
                throw source.forbidden(Instruction.REDUCE.name() + " " + name.global().fullName());
        };
    }

    /// Python 2 gives the entries as a list of pairs, Python 3 sets them afterwards.
    private Mapping dictionary(List<PickleValue> arguments) {
        Mapping mapping = new Mapping();
        if (!arguments.isEmpty() && arguments.getFirst() instanceof Sequence pairs) {
            for (PickleValue pair : pairs.items) {
                List<PickleValue> entry = pair instanceof Sequence list ? list.items : tupleOf(List.of(pair)).items();
                if (entry.size() == 2 && entry.getFirst() instanceof Text(String key)) {
                    mapping.entries.put(key, entry.getLast());
                }
            }
        }
        return mapping;
    }

    private Tuple tupleOf(List<PickleValue> arguments) {
        if (arguments.size() == 1 && arguments.getFirst() instanceof Tuple tuple) {
            return tuple;
        }
        throw source.unsound("reason.pickle-call", Global.SIZE.fullName());
    }

    /// (storage, offset, shape, strides, …)
    private Tensor tensor(List<PickleValue> arguments) {
        if (arguments.size() >= 4
                && arguments.get(0) instanceof Storage storage
                && arguments.get(1) instanceof Whole(long offset)) {
            return new Tensor(storage, offset, lengths(arguments.get(2)), lengths(arguments.get(3)));
        }
        throw wrongTensor();
    }

    private Tensor parameter(List<PickleValue> arguments) {
        if (!arguments.isEmpty() && arguments.getFirst() instanceof Tensor tensor) {
            return tensor;
        }
        throw wrongTensor();
    }

    private List<Long> lengths(PickleValue value) {
        if (!(value instanceof Tuple(List<PickleValue> items)) || items.size() > DEEPEST_SHAPE) {
            throw wrongTensor();
        }
        List<Long> lengths = new ArrayList<>();
        for (PickleValue item : items) {
            if (!(item instanceof Whole(long length))) {
                throw wrongTensor();
            }
            lengths.add(length);
        }
        return lengths;
    }

    /// ('storage', type, key, device, size[, view]): where the numbers themselves lie, outside the pickle.
    Storage storage(PickleValue id) {
        if (id instanceof Tuple(List<PickleValue> items)
                && items.size() >= 5
                && items.get(0) instanceof Text(String kind)
                && kind.equals("storage")
                && items.get(1) instanceof Name type
                && items.get(2) instanceof Text(String key)
                && items.get(4) instanceof Whole(long size)
                && (items.size() == 5 || items.get(5) instanceof Nothing)) {
            ElementType numbers = type.global().storage().orElseThrow(() -> source.forbidden(type.global().fullName()));
            return new Storage(numbers, key, size);
        }
        throw source.forbidden(Instruction.BINPERSID.name());
    }

    private ProblemException wrongTensor() {
        return source.unsound("reason.pickle-call", Global.TENSOR.fullName());
    }
}
