package io.headscope.engine.djl;

import io.headscope.engine.djl.TorchSyntax.Code;
import io.headscope.engine.djl.TorchSyntax.Expression;
import io.headscope.engine.djl.TorchSyntax.Function;
import io.headscope.engine.djl.TorchSyntax.Statement;
import io.headscope.engine.djl.TorchSyntax.Type;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.Dim;
import io.headscope.model.ElementType;
import io.headscope.model.Init;
import io.headscope.model.Op;
import io.headscope.model.Program;
import io.headscope.model.Step;
import io.headscope.model.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/// Reads the code of a TorchScript archive as steps that can be drawn: every module's code where it is called, with the
/// module's name as the part. Nothing is run; of branches all ways are read.
public final class TorchProgram {

    /// A program longer than this is cut: nobody looks at more.
    private static final int LONGEST = 100_000;
    private static final int DEEPEST = 200;
    private static final Set<String> ATTENDING = Set.of("softmax", "scaled_dot_product_attention", "_transformer_encoder_layer_fwd");
    private static final Set<String> NUMBERS = Set.of(
            "size", "dim", "len", "NumToTensor", "Int", "Float", "Bool", "ScalarImplicit", "device", "dtype", "layout", "format", "eq", "ne", "lt",
            "gt", "le", "ge", "is_floating_point", "item", "floordiv", "warn", "numel", "ones", "zeros", "arange", "full", "tensor", "empty");

    /// What an expression stands for.
    private sealed interface Thing {
        record Module(String path, String type) implements Thing {}

        record Numbers(Value value) implements Thing {}

        record Several(List<Thing> parts) implements Thing {}

        record Callee(String name) implements Thing {}

        record Unknown() implements Thing {}
    }

    private static final Thing UNKNOWN = new Thing.Unknown();

    private final Code code;
    private final Map<String, Value> shapes;
    private final SequencedMap<String, Value> inputs = new LinkedHashMap<>();
    private final Map<String, Value> weights = new HashMap<>();
    private final List<Step> steps = new ArrayList<>();
    /// The steps that may make attention weights, in the order of execution.
    private final List<Integer> attending = new ArrayList<>();
    /// The values of what is told of, in the order of execution; empty where one is not known.
    private final List<String> told = new ArrayList<>();
    private int next;

    private TorchProgram(Code code, Map<String, Value> shapes) {
        this.code = code;
        this.shapes = shapes;
    }

    /// The program with all its softmaxes that are multiplied with something taken for attention.
    ///
    /// @param shapes values like the parameters, by name, as far as they are known
    /// @throws ProblemException if the archive cannot be read
    public static Program read(Path archive, Map<String, Value> shapes) {
        TorchProgram program = walked(archive, shapes, Map.of());
        Map<Integer, Op.Attend> attention = new HashMap<>();
        for (int at : program.attending) {
            if (program.isMultiplied(program.steps.get(at))) {
                attention.put(at, new Op.Attend(
                        new io.headscope.attention.AttentionSite(
                                io.headscope.attention.Stack.ENCODER, io.headscope.attention.AttentionSite.Kind.SELF, attention.size(), 0),
                        new io.headscope.model.Attention(Double.NaN, new io.headscope.model.Mask.None(), 0, 0)));
            }
        }
        return program.finished(attention);
    }

    /// The parts in which attention weights may be made, in the order of execution; the program with those marked that do.
    ///
    /// @param told the names of the values that the changed code tells of ([TorchSyntax#told]), in the order of execution; empty
    ///             names where it is not known which
    record Walked(List<String> parts, List<String> told, java.util.function.Function<Map<Integer, List<Op.Attend>>, Program> program) {}

    /// @param inputs the values of what `forward` takes, by its name there
    static Walked walk(Path archive, Map<String, Value> shapes, Map<String, Value> inputs) {
        TorchProgram program = walked(archive, shapes, inputs);
        List<String> parts = program.attending.stream().map(at -> program.steps.get(at).part()).toList();
        return new Walked(parts, List.copyOf(program.told), attention -> {
            Map<Integer, Op.Attend> byStep = new HashMap<>();
            attention.forEach((turn, attends) -> {
                if (turn < program.attending.size()) {
                    byStep.put(program.attending.get(turn), attends.getFirst());
                }
            });
            return program.finished(byStep);
        });
    }

    private static TorchProgram walked(Path archive, Map<String, Value> shapes, Map<String, Value> inputs) {
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            Map<String, String> modules = new LinkedHashMap<>();
            TorchCode.code(zip).forEach((file, text) -> {
                String name = file.substring(file.indexOf("/code/") + "/code/".length(), file.length() - ".py".length());
                modules.put(name.replace('/', '.'), text);
            });
            TorchProgram program = new TorchProgram(TorchSyntax.read(modules), shapes);
            program.main(mainClass(zip), inputs);
            return program;
        } catch (IOException unreadable) {
            throw new ProblemException(unreadable, Problem.FILE_UNREADABLE, archive);
        }
    }

    /// The class in `data.pkl` that comes first is the program's own. The pickle is read as text.
    static String mainClass(ZipFile zip) throws IOException {
        var entry = zip.stream().filter(one -> one.getName().endsWith("/data.pkl")).findFirst().orElseThrow();
        String pickle = new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.ISO_8859_1);
        Matcher names = Pattern.compile("c(__torch__[\\w.]*)\\n(\\w+)\\n").matcher(pickle);
        return names.find() ? names.group(1) + "." + names.group(2) : "";
    }

    private final SequencedMap<String, Value> outputs = new LinkedHashMap<>();

    private void main(String type, Map<String, Value> given) {
        Type main = code.types().get(type);
        Function forward = main == null ? null : main.methods().get("forward");
        if (main == null || forward == null) {
            return;
        }
        next = given.values().stream().mapToInt(Value::id).max().orElse(-1) + 1;
        List<Thing> arguments = new ArrayList<>();
        for (String name : forward.parameters().subList(1, forward.parameters().size())) {
            Value value = given.containsKey(name) ? java.util.Objects.requireNonNull(given.get(name)) : value(List.of());
            inputs.put(name, value);
            arguments.add(new Thing.Numbers(value));
        }
        outputs("", call(forward, new Thing.Module("", type), arguments, "", 0));
    }

    private void outputs(String name, Thing thing) {
        switch (thing) {
            case Thing.Numbers(Value value) -> outputs.put(name.isEmpty() ? "0" : name, value);
            case Thing.Several(List<Thing> parts) -> {
                for (int i = 0; i < parts.size(); i++) {
                    outputs(name.isEmpty() ? Integer.toString(i) : name + "." + i, parts.get(i));
                }
            }
            case Thing.Module _, Thing.Callee _, Thing.Unknown _ -> {}
        }
    }

    private Value value(List<Dim> shape) {
        return new Value(next++, ElementType.F32, shape);
    }

    private Thing call(Function function, Thing.@Nullable Module self, List<Thing> arguments, String part, int depth) {
        if (depth > DEEPEST || steps.size() > LONGEST) {
            return UNKNOWN;
        }
        Map<String, Thing> known = new HashMap<>();
        List<String> parameters = function.parameters();
        int offset = self == null ? 0 : 1;
        if (self != null) {
            known.put(parameters.getFirst(), self);
        }
        for (int i = 0; i + offset < parameters.size() && i < arguments.size(); i++) {
            known.put(parameters.get(i + offset), arguments.get(i));
        }
        Thing result = UNKNOWN;
        for (Statement statement : function.body()) {
            Thing thing = evaluate(statement.value(), known, part, depth);
            if (statement.told()) {
                told.add(thing instanceof Thing.Numbers(Value value) ? value.name() : "");
            }
            if (statement.returns() && !(thing instanceof Thing.Unknown)) {
                result = thing;
            }
            assign(statement.names(), thing, known);
        }
        return result;
    }

    private static void assign(List<String> names, Thing thing, Map<String, Thing> known) {
        for (int i = 0; i < names.size(); i++) {
            Thing part = names.size() == 1
                    ? thing
                    : thing instanceof Thing.Several(List<Thing> parts) ? (i < parts.size() ? parts.get(i) : UNKNOWN) : thing;
            // Of two branches, the one that knows more.
            if (!(part instanceof Thing.Unknown) || !known.containsKey(names.get(i))) {
                known.put(names.get(i), part);
            }
        }
    }

    private Thing evaluate(Expression expression, Map<String, Thing> known, String part, int depth) {
        return switch (expression) {
            case Expression.Name(String name) -> known.getOrDefault(name, name.equals("torch") || name.equals("ops") || name.equals("__torch__")
                    ? new Thing.Callee(name)
                    : Set.of("getattr", "annotate", "unchecked_cast", "int", "float", "bool").contains(name) ? new Thing.Callee(name) : UNKNOWN);
            case Expression.Text _, Expression.Other _ -> UNKNOWN;
            case Expression.Several(List<Expression> parts) ->
                    new Thing.Several(new ArrayList<>(parts.stream().map(one -> evaluate(one, known, part, depth)).toList()));
            case Expression.Item(Expression of, Expression _) -> first(evaluate(of, known, part, depth));
            case Expression.Attribute(Expression of, String name) -> attribute(evaluate(of, known, part, depth), name);
            case Expression.Call call -> call(call, known, part, depth);
        };
    }

    private static Thing first(Thing thing) {
        return thing instanceof Thing.Several(List<Thing> parts) ? (parts.isEmpty() ? UNKNOWN : parts.getFirst()) : thing;
    }

    private Thing attribute(Thing of, String name) {
        return switch (of) {
            case Thing.Callee(String path) -> new Thing.Callee(path + "." + name);
            case Thing.Module(String path, String type) -> {
                Type known = code.types().get(type);
                String attribute = known == null ? "" : known.attributes().getOrDefault(name, "");
                String inner = path.isEmpty() ? name : path + "." + name;
                if (attribute.startsWith("__torch__")) {
                    yield new Thing.Module(inner, attribute);
                }
                yield known != null && known.parameters().contains(name) ? new Thing.Numbers(weight(inner, path)) : UNKNOWN;
            }
            case Thing.Numbers _, Thing.Several _, Thing.Unknown _ -> UNKNOWN;
        };
    }

    private Value weight(String name, String part) {
        return weights.computeIfAbsent(name, _ -> {
            Value like = shapes.get(name);
            boolean matrix = name.endsWith("weight") && !name.toLowerCase(java.util.Locale.ROOT).contains("norm");
            Value value = value(like != null ? like.shape() : matrix ? List.of(Dim.named("?"), Dim.named("?")) : List.of(Dim.named("?")));
            steps.add(new Step(value, new Op.Weight(name, Init.ZEROS), List.of(), part));
            return value;
        });
    }

    private Thing call(Expression.Call call, Map<String, Thing> known, String part, int depth) {
        if (call.callee() instanceof Expression.Attribute(Expression of, String method)
                && evaluate(of, known, part, depth) instanceof Thing.Module module) {
            Type type = code.types().get(module.type());
            Function function = type == null ? null : type.methods().get(method);
            return function == null ? UNKNOWN : call(function, module, arguments(call, known, part, depth), module.path(), depth + 1);
        }
        if (!(evaluate(call.callee(), known, part, depth) instanceof Thing.Callee(String name))) {
            return UNKNOWN;
        }
        if (name.equals("getattr")) {
            return call.arguments().size() == 2 && call.arguments().getLast() instanceof Expression.Text(String attribute)
                    ? attribute(evaluate(call.arguments().getFirst(), known, part, depth), attribute)
                    : UNKNOWN;
        }
        List<Thing> arguments = arguments(call, known, part, depth);
        if (name.equals("annotate") || name.equals("unchecked_cast")) {
            return arguments.size() == 2 ? arguments.get(1) : UNKNOWN;
        }
        Function function = code.functions().get(name);
        if (function != null) {
            return call(function, null, arguments, part, depth + 1);
        }
        return operation(name.substring(name.lastIndexOf('.') + 1), arguments, part);
    }

    private List<Thing> arguments(Expression.Call call, Map<String, Thing> known, String part, int depth) {
        return call.arguments().stream().map(one -> evaluate(one, known, part, depth)).toList();
    }

    private Thing operation(String name, List<Thing> arguments, String part) {
        if (name.equals("append") && arguments.size() == 2 && arguments.getFirst() instanceof Thing.Several(List<Thing> list)) {
            list.add(arguments.getLast());
            return arguments.getFirst();
        }
        List<Value> operands = new ArrayList<>();
        arguments.forEach(argument -> collect(argument, operands));
        if (operands.isEmpty() || NUMBERS.contains(name) || name.startsWith("__") || name.equals("int") || name.equals("float") || name.equals("bool")
                || steps.size() > LONGEST) {
            return UNKNOWN;
        }
        if (ATTENDING.contains(name)) {
            attending.add(steps.size());
        }
        Value value = value(List.of());
        steps.add(new Step(value, new Op.Foreign(name), operands, part));
        return new Thing.Numbers(value);
    }

    private static void collect(Thing thing, List<Value> into) {
        switch (thing) {
            case Thing.Numbers(Value value) -> {
                if (!into.contains(value)) {
                    into.add(value);
                }
            }
            case Thing.Several(List<Thing> parts) -> parts.forEach(one -> collect(one, into));
            case Thing.Module _, Thing.Callee _, Thing.Unknown _ -> {}
        }
    }

    private static final Set<String> PRODUCTS = Set.of("matmul", "bmm", "baddbmm", "einsum");
    private static final Set<String> ON_THE_WAY = Set.of(
            "dropout", "view", "reshape", "to", "mul", "contiguous", "transpose", "permute", "expand", "type_as", "div", "add", "where", "masked_fill",
            "sub", "float", "clamp", "max");

    /// Whether a softmax's result is multiplied with something that is no weight.
    private boolean isMultiplied(Step softmax) {
        return !operator(softmax).equals("softmax") || values(softmax) != null;
    }

    private static String operator(Step step) {
        return step.op() instanceof Op.Foreign foreign ? foreign.operator().replaceAll("_$", "") : "";
    }

    /// What a softmax's weights are multiplied with: the other operand of the next product.
    private @Nullable Value values(Step softmax) {
        Set<Integer> on = new HashSet<>(Set.of(softmax.result().id()));
        for (Step step : steps.subList(steps.indexOf(softmax) + 1, steps.size())) {
            if (step.operands().stream().anyMatch(operand -> on.contains(operand.id()))) {
                if (PRODUCTS.contains(operator(step))) {
                    return step.operands().stream().filter(operand -> !on.contains(operand.id()) && !isWeight(operand)).findFirst().orElse(null);
                }
                if (ON_THE_WAY.contains(operator(step))) {
                    on.add(step.result().id());
                }
            }
        }
        return null;
    }

    private boolean isWeight(Value value) {
        return weights.containsValue(value);
    }

    /// The product that the scores come from.
    private @Nullable Step scores(Step softmax) {
        Set<Integer> before = new HashSet<>();
        softmax.operands().forEach(operand -> before.add(operand.id()));
        for (Step step : steps.subList(0, steps.indexOf(softmax)).reversed()) {
            if (before.contains(step.result().id())) {
                if (PRODUCTS.contains(operator(step)) && step.operands().stream().noneMatch(this::isWeight)) {
                    return step;
                }
                step.operands().forEach(operand -> before.add(operand.id()));
            }
        }
        return null;
    }

    /// Queries, keys and values, where the code says which they are.
    private List<Value> projections(Step step) {
        if (operator(step).startsWith("scaled")) {
            return step.operands().size() < 3 ? List.of() : step.operands().subList(0, 3);
        }
        Step product = operator(step).equals("softmax") ? scores(step) : null;
        Value values = product == null ? null : values(step);
        if (product == null || values == null || product.operands().size() < 2) {
            return List.of();
        }
        int last = product.operands().size();
        return List.of(product.operands().get(last - 2), product.operands().get(last - 1), values);
    }

    private Program finished(Map<Integer, Op.Attend> attention) {
        List<Step> marked = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            Op.Attend attend = attention.get(i);
            marked.add(attend == null
                    ? step
                    : new Step(
                            step.result(),
                            new Op.Foreign(((Op.Foreign) step.op()).operator(), attend, projections(step)),
                            step.operands(),
                            step.part()));
        }
        return new Program(inputs, new LinkedHashMap<>(), marked, outputs);
    }
}
