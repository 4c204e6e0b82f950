package io.headscope.engine.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.Passed;
import io.headscope.engine.foreign.ForeignRun;
import io.headscope.engine.foreign.ForeignRunner;
import io.headscope.engine.foreign.Place;
import io.headscope.engine.foreign.Place.Relation;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.Dim;
import io.headscope.model.ElementType;
import io.headscope.model.InputTensor;
import io.headscope.model.Op;
import io.headscope.model.Program;
import io.headscope.model.Value;
import io.headscope.task.Cancellation;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/// A TorchScript program, run by PyTorch. Attention that it returns is recognised by its shape and its rows; attention that
/// it keeps to itself is handed out by its code, changed for that ([TorchCode]).
///
/// A TorchScript program is code of its maker's: whoever makes a runner has been asked whether it may run.
public final class TorchRunner implements ForeignRunner {

    private final Path file;
    private final PtNDManager manager;
    private final Map<String, String> parameters;
    private @Nullable PtSymbolBlock plain;
    private @Nullable PtSymbolBlock tapped;
    private final @Nullable Path changed;
    private TorchProgram.@Nullable Walked walked;

    /// @throws ProblemException if PyTorch cannot read it
    public TorchRunner(Path file) {
        this.file = file;
        this.manager = (PtNDManager) NDManager.newBaseManager(Device.cpu(), "PyTorch");
        try {
            this.parameters = parameters(file);
            this.plain = load(file);
            this.changed = TorchCode.isWatched(file) ? Files.createTempFile("headscope", ".pt") : null;
            this.tapped = changed == null ? null : loadChanged(file, changed);
        } catch (IOException | RuntimeException broken) {
            manager.close();
            throw broken instanceof ProblemException problem
                    ? problem
                    : new ProblemException(broken, Problem.TORCHSCRIPT_REFUSED, file, firstLine(broken));
        }
    }

    private PtSymbolBlock load(Path archive) {
        return JniUtils.loadModule(manager, archive, false, new String[0], new String[0], false);
    }

    private PtSymbolBlock loadChanged(Path file, Path copy) throws IOException {
        copy.toFile().deleteOnExit();
        TorchCode.instrument(file, copy, true);
        try {
            return load(copy);
        } catch (RuntimeException refused) {
            // Its attention is worth more than what passes its modules.
            TorchCode.instrument(file, copy, false);
            return load(copy);
        }
    }

    private static String firstLine(Exception broken) {
        String line = String.valueOf(broken.getMessage()).lines().filter(one -> !one.isBlank()).findFirst().orElse("");
        return line.length() > 200 ? line.substring(0, 200) + "…" : line;
    }

    /// The class in `data.pkl` that comes first is the program's own: its `forward` is what is called.
    private static Map<String, String> parameters(Path file) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            return TorchCode.parameters(file, TorchProgram.mainClass(zip));
        }
    }

    @Override
    public String engine() {
        return "PyTorch";
    }

    @Override
    public String format() {
        return "TorchScript";
    }

    @Override
    public String maker() {
        return "TorchScript";
    }

    @Override
    public int vocabulary() {
        return 0;
    }

    @Override
    public SequencedMap<String, Integer> outline() {
        SequencedMap<String, Integer> outline = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (String text : TorchCode.code(zip).values()) {
                var calls = java.util.regex.Pattern.compile("\\btorch\\.(\\w+)\\(").matcher(text);
                while (calls.find()) {
                    outline.merge(calls.group(1), 1, Integer::sum);
                }
            }
        } catch (IOException unreadable) {
            throw new ProblemException(unreadable, Problem.FILE_UNREADABLE, file);
        }
        return outline;
    }

    @Override
    public List<String> closed() {
        return List.of();
    }

    /// The code says names only: types and axes are those that such names usually have.
    @Override
    public SequencedMap<String, Value> inputs() {
        SequencedMap<String, Value> inputs = new LinkedHashMap<>();
        parameters.forEach((name, type) -> {
            if (type.contains("Tensor")) {
                inputs.put(name, guessed(inputs.size(), name));
            }
        });
        return inputs;
    }

    private static Value guessed(int id, String name) {
        String lower = name.toLowerCase(java.util.Locale.ROOT);
        boolean picture = lower.contains("pixel") || lower.contains("image");
        boolean whole = lower.contains("id") || lower.contains("mask") || lower.contains("token");
        List<Dim> axes = picture
                ? List.of(Dim.BATCH, Dim.of(3), Dim.named("height"), Dim.named("width"))
                : whole ? List.of(Dim.BATCH, Dim.named(name.startsWith("decoder") ? "target" : "tokens")) : List.of(Dim.BATCH, Dim.named("positions"), Dim.named("size"));
        return new Value(id, whole ? ElementType.I64 : ElementType.F32, axes);
    }

    @Override
    public SequencedMap<String, Value> weights() {
        SequencedMap<String, Value> weights = new LinkedHashMap<>();
        for (var parameter : Objects.requireNonNull(plain).getDirectParameters()) {
            NDArray array = parameter.getValue().getArray();
            long[] shape = array.getShape().getShape();
            if (shape.length > 0 && Arrays.stream(shape).allMatch(length -> length > 0)) {
                weights.put(parameter.getKey(), new Value(weights.size(), ElementType.F32, Arrays.stream(shape).mapToObj(Dim::of).toList()));
            }
        }
        return weights;
    }

    /// What stands where in the code, softmax by softmax.
    private TorchProgram.Walked walked() {
        if (walked == null) {
            walked = TorchProgram.walk(file, weights(), inputs());
        }
        return walked;
    }

    @Override
    public SequencedMap<Integer, Integer> attending() {
        SequencedMap<Integer, Integer> heads = new LinkedHashMap<>();
        for (int i = 0; i < walked().parts().size(); i++) {
            heads.put(i, 0);
        }
        return heads;
    }

    @Override
    public Program program(Map<Integer, List<Op.Attend>> attention) {
        Program read = walked().program().apply(attention);
        return new Program(inputs(), new LinkedHashMap<>(), read.steps(), read.outputs());
    }

    @Override
    public ForeignRun run(Map<String, InputTensor> inputs, Set<Integer> withheld, boolean passed, Cancellation cancellation) {
        return run(inputs, tapped == null ? Objects.requireNonNull(plain) : tapped, tapped != null, passed, cancellation);
    }

    @Override
    public ForeignRun runPlain(Map<String, InputTensor> inputs, Cancellation cancellation) {
        return run(inputs, Objects.requireNonNull(plain), false, false, cancellation);
    }

    @Override
    public void forgetPlain() {
        // Small beside what it saves: the two programs share nothing, but the first knows the weights' names.
    }

    private ForeignRun run(
            Map<String, InputTensor> inputs, PtSymbolBlock program, boolean handsOut, boolean watched, Cancellation cancellation) {
        cancellation.check();
        Arena memory = Arena.ofShared();
        boolean finished = false;
        try (PtNDManager scope = (PtNDManager) manager.newSubManager()) {
            List<IValue> arguments = new ArrayList<>();
            IValue list = IValue.listFrom((PtNDArray) scope.zeros(new Shape(watched ? 1 : 2)));
            if (handsOut) {
                arguments.add(list);
            }
            for (String name : parameters.keySet()) {
                InputTensor tensor = inputs.get(name);
                if (tensor != null) {
                    arguments.add(IValue.from((PtNDArray) array(scope, tensor)));
                }
            }
            IValue result = IValueUtils.forward(program, arguments.toArray(IValue[]::new));
            cancellation.check();
            SequencedMap<String, FloatTensor> outputs = new LinkedHashMap<>();
            flatten("", result, scope, memory, outputs);
            List<Place> places = new ArrayList<>();
            outputs.forEach((name, tensor) -> place(name, -1, tensor, null, inputs, memory, places));
            PtNDArray[] given = handsOut ? list.toTensorArray(scope) : new PtNDArray[0];
            List<TorchHanded> handed = TorchHanded.read(given);
            Map<String, Passed> passed = watched ? passed(TorchHanded.passed(given), memory) : Map.of();
            if (places.isEmpty()) {
                List<String> parts = handsOut ? walked().parts() : List.of();
                // Where branches and loops are run otherwise than they stand, the text does not say which was which.
                boolean asWritten = parts.size() == handed.size();
                for (int at = 0; at < handed.size(); at++) {
                    String name = asWritten && !parts.get(at).isEmpty() ? parts.get(at) : "softmax " + at;
                    NDArray weights = handed.get(at).weights();
                    place(name, asWritten ? at : -1, copy(weights, memory), handed.get(at), inputs, memory, places);
                }
            } else {
                asReturned(places, handed, memory);
            }
            result.close();
            list.close();
            finished = true;
            return new ForeignRun(places, outputs, passed, memory);
        } catch (ai.djl.engine.EngineException refused) {
            throw new ProblemException(refused, Problem.TORCHSCRIPT_REFUSED, file, firstLine(refused));
        } finally {
            if (!finished) {
                memory.close();
            }
        }
    }

    /// Nothing where the code has run otherwise than it stands: the text does not say then which was which.
    private Map<String, Passed> passed(List<TorchHanded.Sums> told, Arena memory) {
        List<String> names = walked().told();
        Map<String, Passed> passed = new HashMap<>();
        for (int i = 0; i < told.size() && names.size() == told.size(); i++) {
            TorchHanded.Sums sums = told.get(i);
            if (!names.get(i).isEmpty() && sums.width() > 0) {
                FloatTensor each = copy(sums.sums(), memory);
                List<Long> shape = new ArrayList<>(each.shape());
                shape.add(sums.width());
                passed.put(names.get(i), Passed.of(each, copy(sums.squares(), memory), sums.width()).shaped(shape));
            }
        }
        return passed;
    }

    /// As many returned as the text makes: they are those, in order.
    private void asReturned(List<Place> places, List<TorchHanded> handed, Arena memory) {
        if (places.size() == walked().parts().size()) {
            for (int at = 0; at < places.size(); at++) {
                Place by = places.get(at).by(at);
                places.set(at, handed.size() == places.size() ? with(handed.get(at), by, memory) : by);
            }
        }
    }

    /// The place with its queries, keys and values, as far as the code has shown them.
    private static Place with(@Nullable TorchHanded handed, Place place, Arena memory) {
        if (handed == null) {
            return place;
        }
        FloatTensor keys = handed.keys() == null ? null : headed(handed.turned() ? turned(copy(handed.keys(), memory), memory) : copy(handed.keys(), memory));
        return place.with(
                handed.queries() == null ? null : headed(copy(handed.queries(), memory)),
                keys,
                handed.values() == null || handed.values().getShape().dimension() < 3 ? null : headed(copy(handed.values(), memory)));
    }

    /// [heads, positions, size]
    private static FloatTensor headed(FloatTensor tensor) {
        long rows = tensor.length(-2);
        long columns = tensor.length(-1);
        return new FloatTensor(List.of(tensor.size() / Math.max(1, rows * columns), rows, columns), tensor.data());
    }

    /// The last two axes in each other's place.
    private static FloatTensor turned(FloatTensor tensor, Arena memory) {
        int rows = tensor.length(-2);
        int columns = tensor.length(-1);
        FloatTensor turned = new FloatTensor(
                List.of(tensor.size() / Math.max(1, (long) rows * columns), (long) columns, (long) rows),
                memory.allocate(Math.max(Float.BYTES, tensor.size() * Float.BYTES), 64).asSlice(0, tensor.size() * Float.BYTES));
        for (long i = 0; i < tensor.size(); i++) {
            long matrix = i / ((long) rows * columns);
            long row = i / columns % rows;
            turned.data().setAtIndex(java.lang.foreign.ValueLayout.JAVA_FLOAT, (matrix * columns + i % columns) * rows + row, tensor.at(i));
        }
        return turned;
    }

    private static NDArray array(NDManager scope, InputTensor tensor) {
        return switch (tensor) {
            case InputTensor.Whole(long[] values, long[] shape) -> scope.create(values, new Shape(shape));
            case InputTensor.Real(float[] numbers, long[] shape) -> scope.create(numbers, new Shape(shape));
            case InputTensor.Held held -> array(scope, held.copied());
        };
    }

    /// Everything in tuples, lists and dictionaries, named by its place in them.
    private static void flatten(String name, IValue value, PtNDManager scope, Arena memory, SequencedMap<String, FloatTensor> into) {
        if (value.isTensor()) {
            into.put(name.isEmpty() ? "0" : name, copy(value.toTensor(scope), memory));
        } else if (value.isTensorList()) {
            PtNDArray[] arrays = value.toTensorArray(scope);
            for (int i = 0; i < arrays.length; i++) {
                into.put(within(name, i), copy(arrays[i], memory));
            }
        } else if (value.isTuple() || value.isList()) {
            IValue[] parts = value.isTuple() ? value.toIValueTuple() : value.toIValueArray();
            for (int i = 0; i < parts.length; i++) {
                flatten(within(name, i), parts[i], scope, memory, into);
            }
        } else if (value.isMap()) {
            value.toIValueMap().forEach((key, part) -> flatten(name.isEmpty() ? key : name + "." + key, part, scope, memory, into));
        }
    }

    private static String within(String name, int at) {
        return name.isEmpty() ? Integer.toString(at) : name + "." + at;
    }

    private static FloatTensor copy(NDArray array, Arena memory) {
        float[] numbers = array.toType(DataType.FLOAT32, false).toFloatArray();
        List<Long> shape = Arrays.stream(array.getShape().getShape()).boxed().toList();
        MemorySegment data = memory.allocate(Math.max(1, (long) numbers.length * Float.BYTES), 64).asSlice(0, (long) numbers.length * Float.BYTES);
        data.copyFrom(MemorySegment.ofArray(numbers));
        return new FloatTensor(shape, data);
    }

    /// [batch, heads, queries, keys], or heads folded into the batch, with rows that sum to 1.
    private static void place(
            String name,
            int operator,
            FloatTensor tensor,
            @Nullable TorchHanded handed,
            Map<String, InputTensor> inputs,
            Arena memory,
            List<Place> places) {
        int rank = tensor.shape().size();
        if (rank < 3 || rank > 4 || tensor.size() == 0 || tensor.length(-1) < 2 || !sumsToOne(tensor)) {
            return;
        }
        long queries = tensor.length(-2);
        long keys = tensor.length(-1);
        FloatTensor weights = new FloatTensor(List.of(tensor.size() / (queries * keys), queries, keys), tensor.data());
        places.add(with(handed, new Place(
                name, 0, operator, weights, null, null, null, queries == keys ? Relation.SAME : Relation.DIFFERENT,
                ofLength(queries, inputs), ofLength(keys, inputs), false, 1), memory));
    }

    private static boolean sumsToOne(FloatTensor tensor) {
        int width = tensor.length(-1);
        for (long row = 0; row < tensor.size() / width; row++) {
            double sum = 0;
            for (int key = 0; key < width; key++) {
                float weight = tensor.at(row * width + key);
                if (!(weight >= 0)) {
                    return false;
                }
                sum += weight;
            }
            if (Math.abs(sum - 1) > 1e-3) {
                return false;
            }
        }
        return true;
    }

    private static Set<String> ofLength(long length, Map<String, InputTensor> inputs) {
        return inputs.entrySet().stream()
                .filter(entry -> entry.getValue().shape().length > 1 && (entry.getValue().shape()[1] == length || entry.getValue().shape().length == 4))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    @Override
    public void close() {
        for (PtSymbolBlock program : new PtSymbolBlock[] {plain, tapped}) {
            if (program != null) {
                program.close();
            }
        }
        plain = null;
        tapped = null;
        manager.close();
        if (changed != null) {
            try {
                Files.deleteIfExists(changed);
            } catch (IOException left) {
                System.getLogger(TorchRunner.class.getName()).log(System.Logger.Level.WARNING, "left behind: " + changed, left);
            }
        }
    }
}
