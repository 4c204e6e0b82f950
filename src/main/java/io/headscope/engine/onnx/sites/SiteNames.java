package io.headscope.engine.onnx.sites;

import java.util.List;

/// What a graph calls the places of its attention.
final class SiteNames {

    private SiteNames() {}

    /// The scope of the softmax or of the fused operator (`/encoder/layer.3/attention/self`); where a graph has no names,
    /// the tensor's.
    static String of(FoundSite site) {
        Node product = site instanceof FoundSite.Spelled spelled ? spelled.product() : site.node();
        for (Node node : List.of(site.node(), product)) {
            String name = node.proto().getName();
            if (name.contains("/")) {
                return scope(name);
            }
            String noted = NodeScopes.noted(node);
            if (noted != null && !noted.isEmpty()) {
                return noted;
            }
        }
        if (site instanceof FoundSite.Spelled spelled && spelled.weights().name.contains("/")) {
            return scope(spelled.weights().name);
        }
        String name = site.node().proto().getName();
        Tensor result = site.node().result();
        return !name.isEmpty() ? name : result == null ? site.node().op() : result.name;
    }

    private static String scope(String name) {
        int end = name.lastIndexOf('/');
        return end <= 0 ? name : name.substring(0, end);
    }
}
