package io.headscope.app;

import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/// What `.pt`, `.pth` and `.ts` files are: PyTorch writes programs, weights and whole Python objects under the same
/// endings. Only programs run; of the others nothing is executed, not even to look at them.
final class TorchFiles {

    private static final Pattern OF_WEIGHTS = Pattern.compile("c(collections\\nOrderedDict|torch\\._utils\\n_rebuild_\\w+|torch\\n\\w+Storage|torch\\nSize)\\n");
    private static final Pattern ANY = Pattern.compile("c([A-Za-z_][\\w.]*)\\n([A-Za-z_]\\w*)\\n");

    private TorchFiles() {}

    static boolean isOne(Path path) {
        String name = path.toString().toLowerCase(Locale.ROOT);
        return Files.isRegularFile(path) && (name.endsWith(".pt") || name.endsWith(".pth") || name.endsWith(".ts"));
    }

    /// @throws ProblemException if it is anything else than a program
    static void requireProgram(Path path) {
        try {
            if (!startsAsArchive(path)) {
                throw new ProblemException(Problem.TORCH_WEIGHTS_ALONE, path);
            }
            try (ZipFile zip = new ZipFile(path.toFile())) {
                if (zip.stream().anyMatch(entry -> entry.getName().contains("/code/"))) {
                    return;
                }
                throw new ProblemException(isOfWeights(zip) ? Problem.TORCH_WEIGHTS_ALONE : Problem.TORCH_PICKLED_OBJECT, path);
            }
        } catch (ZipException cut) {
            throw new ProblemException(cut, Problem.TORCH_ARCHIVE_BROKEN, path);
        } catch (IOException failure) {
            throw new ProblemException(failure, Problem.FILE_UNREADABLE, path);
        }
    }

    private static boolean startsAsArchive(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] start = in.readNBytes(2);
            return start.length == 2 && start[0] == 'P' && start[1] == 'K';
        }
    }

    /// Whether a pickle names nothing but what tensors are made of. It is read as text, and not unpickled.
    private static boolean isOfWeights(ZipFile zip) throws IOException {
        ZipEntry entry = zip.stream().filter(one -> one.getName().endsWith("data.pkl")).map(ZipEntry.class::cast).findFirst().orElse(null);
        if (entry == null) {
            return false;
        }
        try (InputStream in = zip.getInputStream(entry)) {
            String pickle = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
            return !ANY.matcher(OF_WEIGHTS.matcher(pickle).replaceAll("")).find();
        }
    }
}
