package io.headscope.app;

import io.headscope.analysis.TellingHead;
import io.headscope.attention.Trace;
import io.headscope.drawing.Palette;
import io.headscope.export.DrawingFile;
import io.headscope.export.PngExporter;
import io.headscope.file.WholeFile;
import io.headscope.generation.Choice;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.ModelInput;
import io.headscope.model.RunRequest;
import io.headscope.session.Entered;
import io.headscope.session.HeadPortraits;
import io.headscope.task.Cancellation;
import io.headscope.task.Progress;
import io.headscope.view.heads.HeadPortrait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// One head of each sample model over its first example, drawn when it is first wanted and kept for the next time; drawn anew
/// where the model has changed.
final class SamplePortraits implements HeadPortraits {

    private static final double SIDE = 168;
    /// Tokens that are written at most.
    private static final int LONGEST = 32;
    /// Counted up when heads are chosen or drawn otherwise, so that nothing older is shown.
    private static final int EDITION = 2;

    private final Path kept;

    /// @param kept the folder of the pictures
    SamplePortraits(Path kept) {
        this.kept = kept;
    }

    @Override
    public Path of(Path folder, Cancellation cancellation) {
        Path file = kept.resolve(name(folder));
        if (!Files.exists(file)) {
            draw(folder, file, cancellation);
        }
        return file;
    }

    /// Of the model's name and what its weights look like from outside.
    private static String name(Path folder) {
        Path weights = folder.resolve("model.safetensors");
        try {
            return "%s-%d-%x-%x.png".formatted(folder.getFileName(), EDITION, Files.size(weights), Files.getLastModifiedTime(weights).toMillis());
        } catch (IOException missing) {
            throw new ProblemException(missing, Problem.FILE_MISSING, weights);
        }
    }

    /// What was entered; where that is to be translated or written down, with what the model writes of it: before it has
    /// written anything, there is next to nothing to see.
    private static ModelInput input(FolderModel model, Entered entered, Cancellation cancellation) {
        ModelInput input = model.encode(entered);
        return model.network().takesTarget() && entered.target() == null
                ? model.write(input, model.habits().wish(Choice.GREEDY, LONGEST), _ -> {}, cancellation).input()
                : input;
    }

    private static void draw(Path folder, Path file, Cancellation cancellation) {
        try (FolderModel model = FolderModel.open(folder, Catalog.engine(), Progress.NONE, cancellation)) {
            var first = model.examples().stream().findFirst();
            if (first.isEmpty()) {
                throw new ProblemException(Problem.FILE_MISSING, folder.resolve("examples.json"));
            }
            try (Trace trace = model.run(input(model, first.get().entered(), cancellation), RunRequest.of(), cancellation)) {
                Files.createDirectories(file.toAbsolutePath().getParent());
                DrawingFile.write(
                        file, HeadPortrait.draw(trace, TellingHead.of(trace, cancellation), SIDE), Palette.LIGHT, new PngExporter(2));
            }
        } catch (IOException unwritten) {
            throw WholeFile.notWritten(file, unwritten);
        }
    }
}
