package io.headscope.engine.onnx.sites;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.headscope.message.Phrase;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A `.onnx` file, read without its weights: a model of any size becomes a graph of some kilobytes whose large tensors
/// point to where they lie, in the file itself or beside it. ONNX Runtime maps them from there.
///
/// @param file  as the person named it
/// @param model the graph; every large tensor is external data with a place under [#root]
/// @param root  the folder that the places are relative to
/// @param bytes what file and external data take together
public record OnnxFile(Path file, ModelProto model, Path root, long bytes) {

    /// Tensors from this size on stay in the file; smaller ones may be shapes, which are looked at.
    private static final long LARGE = 4096;

    private static final int MODEL_GRAPH = 7;
    private static final int GRAPH_INITIALIZER = 5;
    private static final int TENSOR_RAW_DATA = 9;
    private static final String LFS_POINTER = "version https://git-lfs";

    /// @throws ProblemException if it is no whole ONNX model, or data that it refers to is not there
    public static OnnxFile read(Path file) {
        if (!Files.exists(file)) {
            throw new ProblemException(Problem.FILE_MISSING, file);
        }
        try (Arena arena = Arena.ofConfined();
                FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            Path real = file.toRealPath();
            ModelProto model = model(file, real, bytes);
            if (model.getIrVersion() <= 0 || model.getGraph().getNodeCount() == 0) {
                throw new ProblemException(Problem.ONNX_NOT_A_MODEL, file, what(bytes));
            }
            Path root = root(real);
            ExternalData external = new ExternalData(file, root);
            return new OnnxFile(file, external.resolve(model), root, bytes.byteSize() + external.bytes());
        } catch (IOException failure) {
            throw new ProblemException(failure, Problem.FILE_UNREADABLE, file);
        }
    }

    static Path root(Path real) {
        return java.util.Objects.requireNonNull(real.getRoot(), real::toString);
    }

    private static ModelProto model(Path file, Path real, MemorySegment bytes) {
        try {
            ByteArrayOutputStream rest = new ByteArrayOutputStream();
            GraphProto.Builder graph = GraphProto.newBuilder();
            for (WireCursor at = new WireCursor(bytes, 0, bytes.byteSize()); at.next(); ) {
                if (at.field() == MODEL_GRAPH && at.hasBody()) {
                    readGraph(at.body(), real, graph);
                } else {
                    at.copyTo(rest);
                }
            }
            return ModelProto.parseFrom(rest.toByteArray()).toBuilder().setGraph(graph).build();
        } catch (WireCursor.Broken | InvalidProtocolBufferException broken) {
            boolean cut = broken instanceof WireCursor.Broken wire && wire.cut() && bytes.byteSize() > 0 && looksLikeOnnx(bytes);
            throw cut
                    ? new ProblemException(broken, Problem.ONNX_TRUNCATED, file, bytes.byteSize())
                    : new ProblemException(broken, Problem.ONNX_NOT_A_MODEL, file, what(bytes));
        }
    }

    /// The first field of every writer there is: the version, a small number.
    private static boolean looksLikeOnnx(MemorySegment bytes) {
        return bytes.get(ValueLayout.JAVA_BYTE, 0) == 0x08;
    }

    private static Phrase what(MemorySegment bytes) {
        String start = new String(
                bytes.asSlice(0, Math.min(64, bytes.byteSize())).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1);
        if (start.isEmpty()) {
            return Phrase.of("reason.onnx-empty");
        }
        if (start.startsWith(LFS_POINTER)) {
            return Phrase.of("reason.onnx-lfs");
        }
        return Phrase.of(start.stripLeading().startsWith("<") ? "reason.onnx-page" : "reason.onnx-other");
    }

    private static void readGraph(WireCursor at, Path real, GraphProto.Builder graph) throws InvalidProtocolBufferException {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        while (at.next()) {
            if (at.field() == GRAPH_INITIALIZER && at.hasBody()) {
                graph.addInitializer(tensor(at.body(), real));
            } else {
                at.copyTo(rest);
            }
        }
        graph.mergeFrom(rest.toByteArray());
    }

    private static TensorProto tensor(WireCursor at, Path real) throws InvalidProtocolBufferException {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        TensorProto.Builder tensor = TensorProto.newBuilder();
        while (at.next()) {
            if (at.field() == TENSOR_RAW_DATA && at.hasBody() && at.bodyLength() >= LARGE) {
                external(tensor, root(real).relativize(real), at.bodyStart(), at.bodyLength());
            } else {
                at.copyTo(rest);
            }
        }
        return tensor.mergeFrom(rest.toByteArray()).build();
    }

    static void external(TensorProto.Builder tensor, Path place, long offset, long length) {
        tensor.setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .clearExternalData()
                .addExternalData(entry("location", place.toString()))
                .addExternalData(entry("offset", Long.toString(offset)))
                .addExternalData(entry("length", Long.toString(length)));
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }
}
