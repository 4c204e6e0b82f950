package io.headscope.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.headscope.app.Catalog;
import io.headscope.attention.Trace;
import io.headscope.message.Messages.Language;
import io.headscope.session.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import javafx.scene.control.Label;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A graph of somebody else's in the window: what its check has shown stands beside its name, and it is drawn as a pipeline.
class ForeignModelInTheWindowTest {

    private final Workbenches bench = Workbenches.openInEarnest(1200, 900, Catalog.opener(Settings.inMemory()));

    @AfterEach
    void close() {
        FxThread.run(bench::close);
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void itsProofAndItsPipelineAreShown(Language language) {
        String name = language.name().toLowerCase(Locale.ROOT);
        FxThread.run(() -> {
            bench.session.preferences().language().set(language);
            bench.session.open(Path.of("src/test/resources/onnx/bert"));
            assertEquals(List.of(), bench.session.notices().unread());
            assertNotNull(bench.session.model().get());
            Trace trace = Objects.requireNonNull(bench.session.runs().trace().get());
            assertEquals(3, trace.sites().size());
        });
        bench.photograph("foreign-heads-" + name);
        FxThread.run(() -> {
            String said = bench.find(".model-proof", Label.class).getText();
            assertEquals(
                    switch (language) {
                        case ENGLISH -> "3 of 3 sites proved on a short run: rows sum to 1, and what is masked is not attended to. "
                                + "The outputs are the same with and without reading the weights.";
                        case CHINESE -> "短输入自检：3 处注意力中有 3 处得到验证：每行之和为 1，且不关注被掩盖的位置。 无论是否读取权重，输出都相同。";
                    },
                    said);
            bench.window.showView("diagram");
        });
        bench.photograph("foreign-pipeline-" + name);
    }
}
