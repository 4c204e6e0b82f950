package io.headscope.engine.onnx.sites;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// Finds what a model keeps in files beside it, checks that it is there, and says where it truly lies: a download folder
/// may be made of links, which ONNX Runtime refuses.
final class ExternalData {

    private final Path file;
    private final Path root;
    private final Map<String, Place> places = new HashMap<>();

    private record Place(Path real, long size) {}

    ExternalData(Path file, Path root) {
        this.file = file;
        this.root = root;
    }

    /// What the files beside the model take.
    long bytes() {
        return places.values().stream().mapToLong(Place::size).sum();
    }

    /// @throws ProblemException if a file is missing, too short, or outside of the model's folder
    ModelProto resolve(ModelProto model) {
        return model.toBuilder().setGraph(resolve(model.getGraph())).build();
    }

    private GraphProto resolve(GraphProto graph) {
        GraphProto.Builder builder = graph.toBuilder();
        for (int i = 0; i < graph.getInitializerCount(); i++) {
            if (isBeside(graph.getInitializer(i))) {
                builder.setInitializer(i, resolve(graph.getInitializer(i)));
            }
        }
        for (int i = 0; i < graph.getNodeCount(); i++) {
            if (graph.getNode(i).getAttributeList().stream().anyMatch(attribute -> attribute.hasG() || attribute.hasT())) {
                builder.setNode(i, resolve(graph.getNode(i)));
            }
        }
        return builder.build();
    }

    private NodeProto resolve(NodeProto node) {
        NodeProto.Builder builder = node.toBuilder();
        builder.getAttributeBuilderList().forEach(attribute -> {
            if (attribute.hasG()) {
                attribute.setG(resolve(attribute.getG()));
            }
            if (attribute.hasT() && isBeside(attribute.getT())) {
                attribute.setT(resolve(attribute.getT()));
            }
        });
        return builder.build();
    }

    /// Whether its place is one that the model itself names; what we found in the model's own file is absolute already.
    private boolean isBeside(TensorProto tensor) {
        return tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL
                && !root.resolve(value(tensor, "location", "")).normalize().equals(real(file));
    }

    private TensorProto resolve(TensorProto tensor) {
        String location = value(tensor, "location", "");
        Place place = places.computeIfAbsent(location, _ -> find(location, tensor.getName()));
        long offset = number(tensor, "offset", 0);
        long length = number(tensor, "length", place.size - offset);
        if (offset < 0 || length < 0 || offset + length > place.size) {
            throw new ProblemException(Problem.ONNX_DATA_SHORT, place.real, place.size, tensor.getName(), offset + length);
        }
        TensorProto.Builder builder = tensor.toBuilder();
        OnnxFile.external(builder, root.relativize(place.real), offset, length);
        return builder.build();
    }

    private Place find(String location, String tensor) {
        Path folder = file.toAbsolutePath().normalize().getParent();
        try {
            Path relative = Path.of(location);
            Path beside = java.util.Objects.requireNonNull(folder).resolve(relative).normalize();
            if (relative.isAbsolute() || !beside.startsWith(folder)) {
                throw new ProblemException(Problem.ONNX_DATA_OUTSIDE, file, location);
            }
            if (!Files.isRegularFile(beside)) {
                throw new ProblemException(Problem.ONNX_DATA_MISSING, file, location, tensor);
            }
            return new Place(beside.toRealPath(), Files.size(beside));
        } catch (InvalidPathException notAPath) {
            throw new ProblemException(notAPath, Problem.ONNX_DATA_OUTSIDE, file, location);
        } catch (IOException failure) {
            throw new ProblemException(failure, Problem.FILE_UNREADABLE, file);
        }
    }

    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException failure) {
            throw new ProblemException(failure, Problem.FILE_UNREADABLE, file);
        }
    }

    private static long number(TensorProto tensor, String key, long otherwise) {
        try {
            return Long.parseLong(value(tensor, key, Long.toString(otherwise)));
        } catch (NumberFormatException broken) {
            return -1;
        }
    }

    private static String value(TensorProto tensor, String key, String otherwise) {
        return tensor.getExternalDataList().stream()
                .filter(entry -> entry.getKey().equals(key))
                .map(StringStringEntryProto::getValue)
                .findFirst()
                .orElse(otherwise);
    }
}
