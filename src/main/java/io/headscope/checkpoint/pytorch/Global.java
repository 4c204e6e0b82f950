package io.headscope.checkpoint.pytorch;

import io.headscope.model.ElementType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The names of Python's that tensors are built with. There are no others.
enum Global {
    ORDERED_DICT("collections.OrderedDict"),
    SIZE("torch.Size"),
    TENSOR_OF_2016("torch._utils._rebuild_tensor"),
    TENSOR("torch._utils._rebuild_tensor_v2"),
    PARAMETER("torch._utils._rebuild_parameter"),
    DOUBLES("torch.DoubleStorage", ElementType.F64),
    FLOATS("torch.FloatStorage", ElementType.F32),
    HALVES("torch.HalfStorage", ElementType.F16),
    BFLOATS("torch.BFloat16Storage", ElementType.BF16),
    LONGS("torch.LongStorage", ElementType.I64),
    INTS("torch.IntStorage", ElementType.I32),
    SHORTS("torch.ShortStorage", ElementType.I16),
    CHARS("torch.CharStorage", ElementType.I8),
    BYTES("torch.ByteStorage", ElementType.U8),
    BOOLS("torch.BoolStorage", ElementType.BOOL);

    private final String fullName;
    private final @Nullable ElementType storage;

    Global(String fullName) {
        this(fullName, null);
    }

    Global(String fullName, @Nullable ElementType storage) {
        this.fullName = fullName;
        this.storage = storage;
    }

    /// The global of a name with its module: `torch.FloatStorage`.
    static Optional<Global> named(String fullName) {
        for (Global global : values()) {
            if (global.fullName.equals(fullName)) {
                return Optional.of(global);
            }
        }
        return Optional.empty();
    }

    String fullName() {
        return fullName;
    }

    /// What a storage of this name holds; none where it is not the name of a storage.
    Optional<ElementType> storage() {
        return Optional.ofNullable(storage);
    }
}
