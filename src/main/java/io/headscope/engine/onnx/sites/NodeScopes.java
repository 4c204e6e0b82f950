package io.headscope.engine.onnx.sites;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Where in its network each operator of a graph stands, as our own programs name it (`encoder.layer.3.attention`): read off
/// the scopes in names of operators, of what they make, or of the weights that they read. What has no name stands where
/// what takes its result does. Graphs without any scopes are cut where a layer's attention begins.
final class NodeScopes {

    /// Where PyTorch's newer exporter writes them: `['', 'encoder', 'encoder.layer.3', 'matmul_7']`.
    private static final String SCOPES = "pkg.torch.onnx.name_scopes";

    private final ForeignGraph graph;
    private final Map<Node, String> scopes = new HashMap<>();

    private NodeScopes(ForeignGraph graph) {
        this.graph = graph;
    }

    static Map<Node, String> of(ForeignGraph graph, List<FoundSite> sites) {
        NodeScopes scopes = new NodeScopes(graph);
        graph.nodes().forEach(node -> {
            String own = own(node);
            if (own != null) {
                scopes.scopes.put(node, own);
            }
        });
        boolean layered = scopes.scopes.values().stream().anyMatch(scope -> scope.matches("(?:.*\\.)?\\w+\\.\\d+(?:\\..*)?"));
        if (!layered && sites.size() > 1) {
            scopes.scopes.clear();
            LayerCuts.of(graph, sites).forEach(scopes.scopes::put);
        }
        scopes.inherit();
        return scopes.scopes;
    }

    /// What PyTorch's newer exporter says of a node: `encoder.layer.3.attention`, empty for the model itself.
    static @Nullable String noted(Node node) {
        for (StringStringEntryProto note : node.proto().getMetadataPropsList()) {
            if (note.getKey().equals(SCOPES)) {
                String[] scopes = note.getValue().replaceAll("[\\[\\]' ]", "").split(",");
                return scopes.length < 2 ? "" : once(List.of(scopes[scopes.length - 2].split("\\.")));
            }
        }
        return null;
    }

    private static @Nullable String own(Node node) {
        String noted = noted(node);
        if (noted != null) {
            return noted;
        }
        if (node.proto().getName().contains("/")) {
            return dotted(node.proto().getName());
        }
        for (Tensor output : node.outputs()) {
            if (output != null && output.name.contains("/")) {
                return dotted(output.name);
            }
        }
        for (Tensor input : node.inputs()) {
            if (input != null && input.constant != null && input.name.indexOf('.') > 0 && !input.name.contains(":")) {
                return once(List.of(input.name.substring(0, input.name.lastIndexOf('.')).split("\\.")));
            }
        }
        return null;
    }

    /// `/encoder/layer.3/attention/MatMul` to `encoder.layer.3.attention`.
    private static String dotted(String name) {
        List<String> pieces = new ArrayList<>();
        String[] scopes = name.split("/");
        for (String scope : List.of(scopes).subList(0, scopes.length - 1)) {
            pieces.addAll(List.of(scope.split("\\.")));
        }
        pieces.removeIf(String::isEmpty);
        return once(pieces);
    }

    /// Lists of modules are called `layers/layers.0` by some exporters.
    private static String once(List<String> pieces) {
        List<String> kept = new ArrayList<>();
        for (int i = 0; i < pieces.size(); i++) {
            boolean list = i + 2 < pieces.size() && pieces.get(i).equals(pieces.get(i + 1)) && isNumber(pieces.get(i + 2));
            if (!list) {
                kept.add(pieces.get(i));
            }
        }
        return String.join(".", kept);
    }

    private static boolean isNumber(String piece) {
        return !piece.isEmpty() && piece.chars().allMatch(Character::isDigit);
    }

    private void inherit() {
        for (Node node : graph.nodes().reversed()) {
            if (!scopes.containsKey(node)) {
                node.outputs().stream()
                        .filter(Objects::nonNull)
                        .flatMap(output -> Objects.requireNonNull(output).consumers.stream())
                        .map(scopes::get)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .ifPresent(scope -> scopes.put(node, Objects.requireNonNull(scope)));
            }
        }
        for (Node node : graph.nodes()) {
            if (!scopes.containsKey(node)) {
                scopes.put(node, node.inputs().stream()
                        .filter(input -> input != null && input.producer != null)
                        .map(input -> scopes.get(Objects.requireNonNull(Objects.requireNonNull(input).producer)))
                        .filter(Objects::nonNull)
                        .map(Objects::requireNonNull)
                        .findFirst()
                        .orElse(""));
            }
        }
    }
}
