package io.headscope.engine.djl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The code of a TorchScript archive as PyTorch prints it: a small, regular part of Python, one statement a line, every
/// operation a call. What is not understood becomes [Expression.Other].
final class TorchSyntax {

    private static final Pattern TOKEN = Pattern.compile("\\s*(\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'|[A-Za-z_]\\w*|\\d[\\w.]*|[-+*/<>=!%]+|\\S)");
    private static final Pattern CLASS = Pattern.compile("class (\\w+)\\(.*");
    private static final Pattern ATTRIBUTE = Pattern.compile("  (\\w+) : (.+)");
    private static final Pattern NUMBERED = Pattern.compile("  __annotations__\\[\"(\\w+)\"\\] = (.+)");
    private static final Pattern PARAMETERS = Pattern.compile("  __parameters__ = \\[(.*)\\]");
    private static final Pattern DEFINITION = Pattern.compile("\\s*def (\\w+)\\((.*)\\)(?: -> .*)?:");
    private static final Pattern ASSIGNMENT = Pattern.compile("((?:\\w+, )*\\w+),? (?:: [^=]+ )?= (.*)");

    sealed interface Expression {
        record Name(String name) implements Expression {}

        record Text(String text) implements Expression {}

        record Attribute(Expression of, String name) implements Expression {}

        record Call(Expression callee, List<Expression> arguments) implements Expression {}

        record Several(List<Expression> parts) implements Expression {}

        record Item(Expression of, Expression at) implements Expression {}

        record Other() implements Expression {}
    }

    /// @param names what is assigned; empty where nothing is
    /// @param told  whether what passes it is told of when the program is watched ([#told])
    record Statement(List<String> names, Expression value, boolean returns, boolean told) {}

    record Function(List<String> parameters, List<Statement> body) {}

    /// @param attributes with their types
    record Type(Map<String, String> attributes, List<String> parameters, Map<String, Function> methods) {}

    /// @param types     by their full names
    /// @param functions by their full names
    record Code(Map<String, Type> types, Map<String, Function> functions) {}

    private TorchSyntax() {}

    /// @param modules the text of every file, by the name of its module: `__torch__.torch.nn.modules.linear`
    static Code read(Map<String, String> modules) {
        Code code = new Code(new LinkedHashMap<>(), new LinkedHashMap<>());
        modules.forEach((module, text) -> read(module, text, code));
        return code;
    }

    private static void read(String module, String text, Code code) {
        List<String> lines = joined(text);
        @Nullable Type type = null;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            Matcher declared = CLASS.matcher(line);
            Matcher definition = DEFINITION.matcher(line);
            if (declared.matches()) {
                type = new Type(new LinkedHashMap<>(), new ArrayList<>(), new LinkedHashMap<>());
                code.types.put(module + "." + declared.group(1), type);
            } else if (definition.matches()) {
                int indent = indent(line);
                int end = i + 1;
                while (end < lines.size() && indent(lines.get(end)) > indent) {
                    end++;
                }
                List<String> body = lines.subList(i + 1, end);
                Function function = new Function(parameters(definition.group(2)), statements(body, told(line, body)));
                if (indent > 0 && type != null) {
                    type.methods.put(definition.group(1), function);
                } else {
                    code.functions.put(module + "." + definition.group(1), function);
                }
                i = end - 1;
            } else if (type != null) {
                attribute(line, type);
            }
        }
    }

    private static void attribute(String line, Type type) {
        for (Pattern pattern : List.of(ATTRIBUTE, NUMBERED)) {
            Matcher matcher = pattern.matcher(line);
            if (matcher.matches()) {
                type.attributes.put(matcher.group(1), matcher.group(2));
            }
        }
        Matcher parameters = PARAMETERS.matcher(line);
        if (parameters.matches()) {
            Matcher name = Pattern.compile("\"([^\"]+)\"").matcher(parameters.group(1));
            while (name.find()) {
                type.parameters.add(name.group(1));
            }
        }
    }

    /// One statement a line.
    private static List<String> joined(String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder open = new StringBuilder();
        int depth = 0;
        for (String line : text.split("\n")) {
            if (line.isBlank()) {
                continue;
            }
            open.append(open.isEmpty() ? line : " " + line.strip());
            for (char c : line.replaceAll("\"(?:[^\"\\\\]|\\\\.)*\"", "").toCharArray()) {
                depth += c == '(' || c == '[' || c == '{' ? 1 : c == ')' || c == ']' || c == '}' ? -1 : 0;
            }
            if (depth <= 0) {
                lines.add(open.toString());
                open.setLength(0);
                depth = 0;
            }
        }
        return lines;
    }

    private static int indent(String line) {
        return line.length() - line.stripLeading().length();
    }

    private static List<String> parameters(String text) {
        List<String> names = new ArrayList<>();
        for (String one : text.split(",(?![^\\[]*])")) {
            if (!one.isBlank()) {
                names.add(one.strip().split("[:=\\s]", 2)[0]);
            }
        }
        return names;
    }

    /// Operations that give a tensor, whatever they are given.
    private static final Pattern ALWAYS = Pattern.compile(
            "(\\w+) = torch\\.(?:layer_norm|linear|addmm|matmul|bmm|softmax|gelu|relu|silu|embedding|conv1d|conv2d|_convolution|batch_norm|group_norm)\\(.*");
    /// Operations that give a tensor where one of the first two things that they are given is one.
    private static final Pattern COMPUTED = Pattern.compile(
            "(\\w+) = torch\\.(?:add|add_|sub|mul|div|rsub|tanh|sigmoid|rsqrt|pow|mean|where|masked_fill)\\((\\w+)(?:, (\\w+))?[,)].*");
    /// Operations that move the numbers of a tensor.
    private static final Pattern MOVED = Pattern.compile(
            "(\\w+) = torch\\.(?:view|reshape|transpose|permute|contiguous|slice|select|unsqueeze|squeeze|expand|to|dropout|t|clone)\\((\\w+)[,)].*");
    private static final Pattern TENSOR = Pattern.compile("(\\w+): Tensor(?=[,)])");

    /// Which statements of a method hand on a tensor that can be told of: what it returns, and what it computes and gives a
    /// name, where its code shows both to be tensors. Methods with branches or loops run otherwise than they stand, and
    /// nothing is told of them.
    ///
    /// @param head the line that it begins with
    /// @param body its statements, one a line
    static List<Boolean> told(String head, List<String> body) {
        boolean straight = indent(head) > 0 && head.contains("(self:") && body.stream().noneMatch(line -> line.endsWith(":"));
        java.util.Set<String> tensors = new java.util.HashSet<>();
        Matcher parameter = TENSOR.matcher(head);
        while (parameter.find()) {
            tensors.add(parameter.group(1));
        }
        List<Boolean> told = new ArrayList<>();
        for (String line : body) {
            String text = line.strip();
            Matcher computed = COMPUTED.matcher(text);
            boolean result = text.startsWith("return ") && head.endsWith("-> Tensor:");
            Matcher always = ALWAYS.matcher(text);
            boolean surely = always.matches();
            boolean named = computed.matches() && (tensors.contains(computed.group(2)) || (computed.group(3) != null && tensors.contains(computed.group(3))));
            if (surely || named) {
                tensors.add((surely ? always : computed).group(1));
            }
            Matcher moved = MOVED.matcher(text);
            if (moved.matches() && tensors.contains(moved.group(2))) {
                tensors.add(moved.group(1));
            }
            told.add(straight && (result || surely || named));
        }
        return told;
    }

    /// The text of a file with those statements changed.
    ///
    /// @param change is given what is computed, and gives what is to stand there
    static String changed(String text, java.util.function.UnaryOperator<String> change) {
        List<String> lines = new ArrayList<>(joined(text));
        for (int i = 0; i < lines.size(); i++) {
            if (DEFINITION.matcher(lines.get(i)).matches()) {
                int end = i + 1;
                while (end < lines.size() && indent(lines.get(end)) > indent(lines.get(i))) {
                    end++;
                }
                List<Boolean> told = told(lines.get(i), lines.subList(i + 1, end));
                for (int at = i + 1; at < end; at++) {
                    String line = lines.get(at);
                    int value = line.strip().startsWith("return ") ? line.indexOf("return ") + "return ".length() : line.indexOf(" = ") + " = ".length();
                    if (told.get(at - i - 1)) {
                        lines.set(at, line.substring(0, value) + change.apply(line.substring(value)));
                    }
                }
                i = end - 1;
            }
        }
        return String.join("\n", lines) + "\n";
    }

    private static List<Statement> statements(List<String> lines, List<Boolean> told) {
        List<Statement> statements = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String text = lines.get(i).strip();
            Matcher assignment = ASSIGNMENT.matcher(text);
            if (text.startsWith("return ")) {
                statements.add(new Statement(List.of(), expression(text.substring("return ".length())), true, told.get(i)));
            } else if (assignment.matches()) {
                statements.add(new Statement(List.of(assignment.group(1).split(", ")), expression(assignment.group(2)), false, told.get(i)));
            } else if (!text.endsWith(":") && !text.equals("pass")) {
                statements.add(new Statement(List.of(), expression(text), false, false));
            }
        }
        return statements;
    }

    static Expression expression(String text) {
        List<String> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(text);
        while (matcher.find()) {
            tokens.add(matcher.group(1));
        }
        return new Reader(tokens).several(List.of());
    }

    /// Walks over the tokens of one expression.
    private static final class Reader {
        private final List<String> tokens;
        private int at;

        Reader(List<String> tokens) {
            this.tokens = tokens;
        }

        private String token() {
            return at < tokens.size() ? tokens.get(at) : "";
        }

        /// Up to one of `ends`, or the end: one expression, or several with commas between.
        Expression several(List<String> ends) {
            List<Expression> parts = new ArrayList<>();
            boolean comma = false;
            while (at < tokens.size() && !ends.contains(token())) {
                if (token().equals(",")) {
                    comma = true;
                    at++;
                } else {
                    parts.add(one());
                }
            }
            at++;
            return !comma && parts.size() == 1 ? parts.getFirst() : new Expression.Several(parts);
        }

        private Expression one() {
            Expression read = primary();
            while (true) {
                switch (token()) {
                    case "." -> {
                        at++;
                        read = new Expression.Attribute(read, token());
                        at++;
                    }
                    case "(" -> {
                        at++;
                        read = new Expression.Call(read, parts(several(List.of(")"))));
                    }
                    case "[" -> {
                        at++;
                        read = new Expression.Item(read, several(List.of("]")));
                    }
                    case "=" -> {
                        // A named argument: its value counts.
                        at++;
                        read = one();
                    }
                    default -> {
                        return read;
                    }
                }
            }
        }

        private static List<Expression> parts(Expression read) {
            return read instanceof Expression.Several(List<Expression> parts) ? parts : List.of(read);
        }

        private Expression primary() {
            String token = token();
            at++;
            return switch (token) {
                case "(" -> several(List.of(")"));
                case "[" -> new Expression.Several(parts(several(List.of("]"))));
                case "{" -> new Expression.Several(parts(several(List.of("}"))));
                // A sign.
                case "-", "+", "*", "**" -> one();
                default -> token.startsWith("\"")
                        ? new Expression.Text(token.substring(1, token.length() - 1))
                        : !token.isEmpty() && Character.isJavaIdentifierStart(token.charAt(0)) ? new Expression.Name(token) : new Expression.Other();
            };
        }
    }
}
