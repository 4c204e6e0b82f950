package io.headscope.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.input.InputRule;
import io.headscope.message.Messages.Language;
import io.headscope.model.ElementType;
import io.headscope.session.ModelOpener;
import io.headscope.session.OpenModel;
import io.headscope.session.OpeningQuestion;
import io.headscope.session.OpeningQuestion.Asked;
import io.headscope.session.OpeningQuestion.Wanted;
import io.headscope.session.PretendModels;
import io.headscope.task.Cancellation;
import io.headscope.task.Progress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What has to be said before a model of somebody else's can be opened is asked in the window.
class OpeningQuestionsTest {

    /// Wants trust for programs, and numbers for graphs.
    private static final class Asking implements ModelOpener {
        private final PretendModels models = new PretendModels();
        private final Map<String, InputRule> fed = new HashMap<>();
        private boolean trusted;

        @Override
        public OpenModel open(Path folder, int layers, Progress progress, Cancellation cancellation) {
            if (folder.toString().endsWith(".pt") && !trusted) {
                throw new Asked(new OpeningQuestion.Trust(folder, () -> trusted = true));
            }
            if (folder.toString().endsWith(".onnx") && fed.isEmpty()) {
                throw new Asked(new OpeningQuestion.Inputs(folder, List.of(
                        new Wanted("gate", ElementType.F32, List.of("1", "4")),
                        new Wanted("context", ElementType.F32, List.of("batch", "positions", "16"))), fed::putAll));
            }
            return models.open(Path.of("gpt2-sample"), layers, progress, cancellation);
        }
    }

    private final Asking asking = new Asking();
    private final Workbenches bench = Workbenches.openWith(1000, 800, asking);

    @AfterEach
    void close() {
        FxThread.run(bench::close);
    }

    private void open(String file, Language language) {
        FxThread.run(() -> {
            bench.session.preferences().language().set(language);
            bench.session.runs().text().set("to be");
            bench.session.open(Path.of(file));
        });
        FxThread.frames(bench.window.scene());
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void aProgramRunsOnceItIsTrusted(Language language) {
        open("model.pt", language);
        bench.photograph("trust-" + language.name().toLowerCase(Locale.ROOT));
        FxThread.run(() -> {
            assertNull(bench.session.model().get());
            String said = ((Label) bench.find("#question", QuestionPane.class).getChildren().getFirst()).getText();
            assertTrue(said.startsWith("model.pt"), said);
            assertTrue(bench.window.scene().getFocusOwner() instanceof Button button && !"question-yes".equals(button.getId()), "leaving it is what Enter does");
            bench.find("#question-yes", Button.class).fire();
            assertNotNull(bench.session.model().get());
            assertEquals(List.of(), bench.session.notices().unread());
        });
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void unknownInputsAreAskedFor(Language language) {
        open("model.onnx", language);
        bench.photograph("unknown-inputs-" + language.name().toLowerCase(Locale.ROOT));
        FxThread.run(() -> {
            Button go = bench.find("#unknown-inputs-open", Button.class);
            assertTrue(go.isDisabled(), "a length is not known");
            bench.find("#shape-context", TextField.class).setText("1 × 7 × 16");
            assertTrue(!go.isDisabled(), "everything is said");
            Node gate = bench.find("#feed-gate", ComboBox.class);
            ((ComboBox<?>) gate).getSelectionModel().select(3);
            go.fire();
            assertEquals(Map.of("gate", new InputRule.Range(List.of()), "context", new InputRule.Constant(1, List.of(1L, 7L, 16L))), asking.fed);
            assertNotNull(bench.session.model().get());
        });
    }
}
