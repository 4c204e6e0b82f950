package io.headscope.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.headscope.message.Messages.Language;
import io.headscope.session.ModelOpener;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.Labeled;
import javafx.scene.control.Spinner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A model that does not fit in memory is asked about before anything of it is loaded.
class LargeModelInTheWindowTest {

    private final Workbenches bench = Workbenches.open(1000, 800);

    @AfterEach
    void close() {
        FxThread.run(bench::close);
    }

    private void ask() {
        FxThread.run(() -> {
            bench.session.runs().text().set("to be");
            bench.session.open(Path.of("bert-small"));
            bench.session.open(Path.of("gpt2-large"));
        });
        FxThread.frames(bench.window.scene());
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void itsCostIsSaidInBothLanguages(Language language) {
        FxThread.run(() -> bench.session.preferences().language().set(language));
        ask();
        bench.photograph("large-model-" + language.name().toLowerCase(java.util.Locale.ROOT));
        FxThread.run(() -> assertEquals(
                switch (language) {
                    case ENGLISH -> """
                            gpt2-large does not fit in memory
                            6.74B parameters in 13.5 GB of files; 9.7 GB of memory is free.
                            As F32 the weights would take 27.0 GB, so it runs layer by layer. A run of 128 tokens then takes 1.0 GB of memory, reads all 13.5 GB, and lasts about 42 s.
                            While you type live, every change is such a run. The first layers alone are faster; they show attention, but have no answer.
                            Layers of 32
                            4.6 GB as F32: fits in memory
                            Open the first 5
                            Open all layers
                            Leave it""";
                    case CHINESE -> """
                            内存放不下 gpt2-large
                            共 67.38亿 个参数，文件大小 13.5 GB；可用内存 9.7 GB。
                            全部权重转成 F32 需要 27.0 GB，因此只能逐层运行。运行 128 个词元需要 1.0 GB 内存，每次都要读取全部 13.5 GB，大约用时 42 秒。
                            边输入边运行时，每次改动都要这样运行一次。只打开前几层会更快，能看到注意力，但没有预测结果。
                            打开的层数（共 32 层）
                            转成 F32 需要 4.6 GB，内存放得下
                            打开前 5 层
                            打开全部层
                            不打开""";
                },
                words(bench.find("#large-model", LargeModelPane.class))));
    }

    private static String words(Node node) {
        if (node instanceof Spinner<?>) {
            return "";
        }
        if (node instanceof Labeled labeled) {
            return labeled.getText();
        }
        return node instanceof Parent parent
                ? parent.getChildrenUnmodifiable().stream()
                        .map(LargeModelInTheWindowTest::words)
                        .filter(said -> !said.isEmpty())
                        .collect(Collectors.joining("\n"))
                : "";
    }

    @Test
    void whatWasOpenStaysWhereItIsLeft() {
        ask();
        FxThread.run(() -> {
            assertEquals("bert-small", Objects.requireNonNull(bench.session.model().get()).name());
            assertEquals(List.of(ModelOpener.ALL_LAYERS), bench.models.layers);
            bench.find("#large-model-leave", Button.class).fire();
            assertEquals("bert-small", Objects.requireNonNull(bench.session.model().get()).name());
            assertNotNull(bench.session.runs().trace().get());
            assertEquals(List.of(), bench.session.notices().unread());
            assertEquals(1, bench.models.openModels);
        });
    }

    @Test
    void theFirstLayersAreOpened() {
        ask();
        FxThread.run(() -> {
            Spinner<?> layers = bench.find("#large-model-layers", Spinner.class);
            layers.increment(2);
            assertEquals("Open the first 7", bench.find("#large-model-first", Button.class).getText());
            assertEquals("6.2 GB as F32: runs layer by layer", bench.find("#large-model-takes", Labeled.class).getText());
            bench.find("#large-model-first", Button.class).fire();
            assertEquals(List.of(ModelOpener.ALL_LAYERS, 7), bench.models.layers);
            assertEquals("gpt2-large", Objects.requireNonNull(bench.session.model().get()).name());
            assertNull(bench.session.askedModel().get());
        });
    }

    @Test
    void allOfItIsOpened() {
        ask();
        FxThread.run(() -> {
            bench.find("#large-model-all", Button.class).fire();
            assertEquals(List.of(ModelOpener.ALL_LAYERS, ModelOpener.ALL_LAYERS), bench.models.layers);
            assertFalse(bench.models.openModels > 1);
        });
    }
}
