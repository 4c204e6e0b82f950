package io.headscope.app;

import io.headscope.input.ForeignInputs;
import io.headscope.input.InputRule;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.Dim;
import io.headscope.model.Value;
import io.headscope.session.OpeningQuestion;
import io.headscope.session.OpeningQuestion.Asked;
import io.headscope.session.OpeningQuestion.Wanted;
import io.headscope.session.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/// What a person has said so far about models that cannot be opened without: which files may run their maker's code, known by
/// what is in them and remembered for good, and what inputs are fed, remembered until the end.
final class OpeningAnswers {

    private static final String TRUSTED = "trusted";
    private static final int REMEMBERED = 100;
    private static final int BUFFER = 1 << 20;

    private final Settings settings;
    private final Map<Path, Map<String, InputRule>> rules = new ConcurrentHashMap<>();

    OpeningAnswers(Settings settings) {
        this.settings = settings;
    }

    /// How to open what is at `path`: as has been said, and by asking for the rest.
    Models.How how(Path path) {
        Map<String, InputRule> said = rules.getOrDefault(path, Map.of());
        boolean trusted = TorchFiles.isOne(path) && trusted().contains(fingerprint(path));
        return new Models.How(said, Map.of(), trusted, new Models.Asking() {
            @Override
            public void trust(Path file) {
                String fingerprint = fingerprint(file);
                throw new Asked(new OpeningQuestion.Trust(path, () -> remember(fingerprint)));
            }

            @Override
            public List<String> wanted(ForeignInputs inputs) {
                return inputs.notEntered();
            }

            @Override
            public void inputs(ForeignInputs inputs) {
                List<Wanted> wanted = wanted(inputs).stream().map(name -> described(name, inputs.value(name))).toList();
                throw new Asked(new OpeningQuestion.Inputs(path, wanted, answer -> rules.put(path, Map.copyOf(answer))));
            }
        });
    }

    /// What was said did not do: it is asked for again next time.
    void forget(Path path) {
        rules.remove(path);
    }

    private static Wanted described(String name, Value value) {
        return new Wanted(name, value.type(), value.shape().stream().map(Dim::toString).toList());
    }

    private synchronized List<String> trusted() {
        return List.of(settings.get(TRUSTED).orElse("").split(" "));
    }

    private synchronized void remember(String fingerprint) {
        List<String> all = new ArrayList<>(trusted());
        all.removeIf(one -> one.isEmpty() || one.equals(fingerprint));
        all.add(fingerprint);
        settings.put(TRUSTED, String.join(" ", all.subList(Math.max(0, all.size() - REMEMBERED), all.size())));
    }

    private static String fingerprint(Path file) {
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            byte[] buffer = new byte[BUFFER];
            while (in.read(buffer) >= 0) {
                Objects.requireNonNull(in);
            }
            return HexFormat.of().formatHex(((DigestInputStream) in).getMessageDigest().digest());
        } catch (IOException failure) {
            throw new ProblemException(failure, Problem.FILE_UNREADABLE, file);
        } catch (NoSuchAlgorithmException always) {
            throw new IllegalStateException(always);
        }
    }
}
