package io.headscope.app;

import io.headscope.engine.djl.TorchProgram;
import io.headscope.engine.djl.TorchRunner;
import io.headscope.engine.foreign.ForeignRunner;
import io.headscope.engine.onnx.foreign.OnnxRunner;
import io.headscope.engine.onnx.sites.OnnxFile;
import io.headscope.engine.onnx.sites.SearchedGraph;
import io.headscope.input.ForeignInputs;
import io.headscope.input.InputRule;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.InputTensor;
import io.headscope.model.Program;
import io.headscope.task.Cancellation;
import io.headscope.task.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Opens whatever holds a model: a checkpoint's folder, an ONNX graph or a folder of them, a TorchScript file.
final class Models {

    /// How a model is to be opened.
    ///
    /// @param rules  what is fed to inputs that nothing is known of
    /// @param sample raw inputs to try a foreign network with; may be empty
    /// @param trust  whether code of the file's maker may run
    /// @param asking what to do where something has to be said first
    record How(Map<String, InputRule> rules, Map<String, InputTensor> sample, boolean trust, Asking asking) {
        static final How USUAL = new How(Map.of(), Map.of(), false);

        How(Map<String, InputRule> rules, Map<String, InputTensor> sample, boolean trust) {
            this(rules, sample, trust, Asking.REFUSING);
        }
    }

    /// Asks, or refuses with a sentence that says how to say it: either way nothing returns.
    interface Asking {
        Asking REFUSING = new Asking() {
            @Override
            public void trust(Path file) {
                throw new ProblemException(Problem.TORCHSCRIPT_UNTRUSTED, file);
            }

            @Override
            public void inputs(ForeignInputs inputs) {
                inputs.requireMapped();
            }
        };

        /// Whether the code of a file's maker may run.
        void trust(Path file);

        /// The inputs that something has to be said of first: those that nothing is known of.
        default List<String> wanted(ForeignInputs inputs) {
            return inputs.unmapped();
        }

        /// What to feed to them.
        void inputs(ForeignInputs inputs);
    }

    private Models() {}

    /// @throws io.headscope.message.ProblemException if it cannot be used; then nothing stays open
    static RunnableModel open(Path path, How how, Progress progress, Cancellation cancellation) {
        return open(path, how, FolderModel.ALL_LAYERS, progress, cancellation);
    }

    /// The same with the first layers of every stack alone, of networks that Headscope has written.
    static RunnableModel open(Path path, How how, int layers, Progress progress, Cancellation cancellation) {
        if (isForeign(path)) {
            return openForeign(path, how, cancellation);
        }
        return FolderModel.open(path, Catalog.engine(), layers, progress, cancellation);
    }

    /// Whether `path` holds a network that Headscope has not written.
    static boolean isForeign(Path path) {
        return GraphFiles.isIn(path) || TorchFiles.isOne(path);
    }

    /// @throws io.headscope.message.ProblemException if it cannot be used; then nothing stays open
    static ForeignModel openForeign(Path path, How how, Cancellation cancellation) {
        return TorchFiles.isOne(path) ? openProgram(path, how, cancellation) : openGraph(path, how, cancellation);
    }

    /// The operators of somebody else's network, read and not run.
    ///
    /// @throws io.headscope.message.ProblemException if the file is none
    static Program asWritten(Path path) {
        if (TorchFiles.isOne(path)) {
            TorchFiles.requireProgram(path);
            return TorchProgram.read(path, Map.of());
        }
        List<SearchedGraph> graphs = GraphFiles.of(path).files().stream().map(file -> SearchedGraph.of(OnnxFile.read(file))).toList();
        try (ForeignRunner runner = new OnnxRunner(graphs, 1)) {
            return ForeignDescription.asWritten(runner);
        }
    }

    private static ForeignModel openProgram(Path path, How how, Cancellation cancellation) {
        TorchFiles.requireProgram(path);
        if (!how.trust()) {
            how.asking().trust(path);
        }
        cancellation.check();
        Path folder = Objects.requireNonNull(path.toAbsolutePath().getParent());
        return ForeignModel.open(path, folder, new TorchRunner(path), how, cancellation);
    }

    private static ForeignModel openGraph(Path path, How how, Cancellation cancellation) {
        GraphFiles files = GraphFiles.of(path);
        cancellation.check();
        List<SearchedGraph> graphs = files.files().stream().map(file -> SearchedGraph.of(OnnxFile.read(file))).toList();
        ForeignRunner runner = new OnnxRunner(graphs, Runtime.getRuntime().availableProcessors());
        if (graphs.stream().allMatch(graph -> graph.sites().isEmpty())) {
            throw ForeignDescription.of(path, files.folder(), runner).noAttention();
        }
        return ForeignModel.open(path, files.folder(), runner, how, cancellation);
    }
}
