package io.headscope.app;

import io.headscope.model.RunningCost;
import io.headscope.task.Cancellation;
import io.headscope.task.Progress;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/// Opens models for the command line, the first layers alone where that is asked for, and says before anything runs what
/// those cost that do not fit.
final class FirstLayers {

    @Option(names = "--layers", paramLabel = "N", description = "Open the first N layers of every stack alone, without the answer.")
    private @Nullable Integer layers;

    RunnableModel open(Path path, Models.How how, CommandLine line) {
        if (Models.isForeign(path)) {
            return Models.open(path, how, Progress.NONE, Cancellation.never());
        }
        FolderModel model = FolderModel.open(path, Catalog.engine(), count(line), Progress.NONE, Cancellation.never());
        if (model.runsByBlock()) {
            line.getErr().println(said(path, model.cost()));
            line.getErr().flush();
        }
        return model;
    }

    int count(CommandLine line) {
        if (layers != null && layers < 1) {
            throw new ParameterException(line, "Layers are a number from 1 up");
        }
        return layers == null ? FolderModel.ALL_LAYERS : layers;
    }

    private static String said(Path folder, RunningCost cost) {
        return String.format(
                Locale.ROOT,
                "%s runs layer by layer: its weights would take %,d MB as F32, one layer takes %,d MB; every run reads %,d MB from its files. "
                        + "A trace of 512 tokens takes %,d MB without its maps. --layers N opens the first N layers alone.",
                folder,
                cost.whole() >> 20,
                cost.block() >> 20,
                cost.mapped() >> 20,
                cost.trace(512, false) >> 20);
    }
}
