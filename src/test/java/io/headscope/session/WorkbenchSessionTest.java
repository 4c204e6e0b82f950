package io.headscope.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.attention.HeadAddress;
import io.headscope.attention.Trace;
import io.headscope.message.Messages;
import io.headscope.message.Problem;
import io.headscope.task.Steps;
import io.headscope.task.Tasks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import javafx.util.Subscription;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkbenchSessionTest {

    private static final ErrorLog LOG = _ -> new ErrorLog.Entry("H-1234", Path.of("headscope.log"));

    private final PretendModels models = new PretendModels();
    private final Steps background = new Steps();
    private final Steps foreground = new Steps();
    private final Settings settings = Settings.inMemory();
    private final WorkbenchSession session = new WorkbenchSession(
            models,
            new Tasks(background, foreground),
            new Preferences(settings, Locale.ENGLISH),
            new RecentModels(settings),
            new Notices(LOG));

    @AfterEach
    void everythingIsGivenBackOnce() {
        session.close();
        everything();
        assertEquals(0, models.openTraces, "open traces");
        assertEquals(0, models.doubleClosings, "traces closed twice");
        assertEquals(0, models.openModels, "open models");
    }

    @Test
    void whatTheModelWritesStandsBehindWhatWasEntered() {
        session.runs().text().set("the cat");
        session.open(Path.of("gpt2-small"));
        everything();
        session.runs().generate();
        everything();
        assertEquals(5, newestLength());
        assertEquals(3, session.runs().written().get().split(" ").length);
        session.runs().text().set("the cat sat");
        everything();
        assertNull(session.runs().written().get(), "what was written is of another text");
        assertEquals(3, newestLength());
    }

    @Test
    void whatIsWrittenIsShownWhileItIs() {
        session.runs().text().set("the cat");
        session.open(Path.of("gpt2-small"));
        everything();
        Trace before = session.runs().trace().get();
        session.runs().generate();
        background.step();
        foreground.step();
        Writing writing = session.runs().writing().get();
        assertFalse(writing.done());
        assertEquals(3, writing.written().size());
        assertEquals(writing.text(), session.runs().written().get());
        assertSame(before, session.runs().trace().get(), "there is no run over the whole yet");
        everything();
        assertTrue(session.runs().writing().get().done());
        assertEquals(5, newestLength());
    }

    @Test
    void writingThatIsStoppedLeavesWhatWasShown() {
        session.runs().text().set("the cat");
        session.open(Path.of("gpt2-small"));
        everything();
        session.runs().generate();
        background.step();
        foreground.step();
        assertNotNull(session.runs().writing().get());
        session.status().cancelAll();
        everything();
        assertNull(session.runs().writing().get());
        assertNull(session.runs().written().get());
        assertEquals(2, newestLength());
    }

    @Test
    void runsTellOfTheirStepsOnlyWhileAViewWatches() {
        session.runs().text().set("the cat");
        session.open(Path.of("gpt2-small"));
        everything();
        assertEquals(Map.of(), newest().passed());
        Subscription watching = session.context().steps().watch();
        everything();
        assertEquals(Set.of("%1"), newest().passed().keySet(), "what is shown ran once more");
        int runs = models.tracesMade;
        session.context().steps().watch().unsubscribe();
        everything();
        assertEquals(runs, models.tracesMade, "a second view needs no other run");
        session.runs().text().set("the cat sat");
        everything();
        assertEquals(Set.of("%1"), newest().passed().keySet());
        watching.unsubscribe();
        session.runs().text().set("the cat sat down");
        everything();
        assertEquals(Map.of(), newest().passed());
    }

    @Test
    void watchingDoesNotWriteAgainWhatTheModelHasWritten() {
        session.runs().text().set("the cat");
        session.open(Path.of("gpt2-small"));
        everything();
        session.runs().generate();
        session.context().steps().watch();
        everything();
        assertEquals(5, newestLength());
        assertEquals(3, session.runs().written().get().split(" ").length);
        assertEquals(Set.of("%1"), newest().passed().keySet());
    }

    @Test
    void openingRunsWhatIsEntered() {
        session.runs().text().set("to be or not");
        session.open(Path.of("gpt2-small"));
        assertNull(session.model().get());
        everything();
        assertEquals("gpt2-small", modelName());
        assertEquals(List.of("to be or not"), models.texts);
        assertEquals(4, newestLength());
        assertEquals(List.of(Path.of("gpt2-small").toAbsolutePath()), session.recent().folders());
        assertEquals(4, session.runs().lastRun().get().tokens());
    }

    @Test
    void fileInTheFolderOpensTheFolder(@TempDir Path folder) throws Exception {
        Path model = Files.createDirectory(folder.resolve("bert-tiny"));
        session.open(Files.writeString(model.resolve("config.json"), "{}"));
        everything();
        assertEquals("bert-tiny", modelName());
    }

    @Test
    void modelThatCannotBeOpenedLeavesTheOpenOne() {
        openBert("the cat sat");
        Trace before = session.runs().trace().get();
        session.open(Path.of("missing"));
        everything();
        assertEquals("bert", modelName());
        assertSame(before, session.runs().trace().get());
        assertEquals(List.of("missing does not exist. Check the path."), unread());
        assertEquals(List.of(Path.of("bert").toAbsolutePath()), session.recent().folders());
    }

    @ParameterizedTest
    @CsvSource({
        "gpt2-nan, the cat sat, wte.weight",
        "gpt2-nan, '', wte.weight",
        "gpt2-nan, a a a a a a a a a a a a a a a a a a, wte.weight",
        "gpt2, foreign words, token 60",
        "gpt2, crash, H-1234",
    })
    void modelThatCannotBeRunLeavesTheOpenOne(String folder, String text, String told) {
        openBert("the cat sat");
        Trace before = session.runs().trace().get();
        session.preferences().live().set(false);
        session.runs().text().set(text);
        session.open(Path.of(folder));
        everything();
        assertEquals("bert", modelName());
        assertSame(before, session.runs().trace().get());
        assertNull(session.runs().problem().get());
        assertEquals(1, unread().size());
        assertTrue(unread().getFirst().contains(told), unread()::getFirst);
        assertEquals(List.of(Path.of("bert").toAbsolutePath()), session.recent().folders());
    }

    @Test
    void failureThatNobodyForesawIsShownWithItsCodeAndLog() {
        openBert("the cat sat");
        session.open(Path.of("broken"));
        everything();
        assertEquals("bert", modelName());
        assertEquals(1, unread().size());
        assertTrue(unread().getFirst().contains("H-1234"), unread()::getFirst);
        assertTrue(unread().getFirst().contains("headscope.log"), unread()::getFirst);
    }

    @Test
    void noticeStaysUntilItIsDismissed() {
        session.open(Path.of("missing"));
        everything();
        openBert("the cat sat");
        assertEquals(1, unread().size());
        session.notices().dismiss(session.notices().unread().getFirst());
        assertEquals(List.of(), unread());
    }

    @Test
    void sameNoticeIsShownOnce() {
        session.open(Path.of("missing"));
        everything();
        session.open(Path.of("missing"));
        everything();
        assertEquals(1, unread().size());
    }

    @Test
    void newerKeystrokeVoidsTheOlderRun() {
        openBert("a");
        session.runs().text().set("a b");
        session.runs().text().set("a b c");
        session.runs().text().set("a b c d");
        everything();
        assertEquals(List.of("a", "a b c d"), models.texts);
        assertEquals(4, newestLength());
    }

    @Test
    void letterThatIsTakenBackVoidsItsRun() {
        openBert("a");
        Trace before = session.runs().trace().get();
        session.runs().text().set("a b");
        session.runs().text().set("a");
        everything();
        assertSame(before, session.runs().trace().get());
        assertEquals(1, models.openTraces);
    }

    @Test
    void textThatComesBackIsNoLongerAProblem() {
        openBert("a");
        session.runs().text().set("");
        everything();
        assertEquals(Problem.TEXT_EMPTY, session.runs().problem().get().problem());
        session.runs().text().set("a");
        everything();
        assertNull(session.runs().problem().get());
    }

    @Test
    void runThatEndsAfterANewerKeystrokeIsNotShown() {
        openBert("a");
        List<Integer> lengths = new ArrayList<>();
        session.runs().trace().addListener((_, _, trace) -> lengths.add(length(trace)));
        session.runs().text().set("a b");
        background.all();
        session.runs().text().set("a b c");
        everything();
        assertEquals(List.of(3), lengths);
        assertEquals(3, models.tracesMade);
        assertEquals(1, models.openTraces);
    }

    @Test
    void oldTraceIsOpenWhileItIsBeingReplaced() {
        openBert("a");
        List<Integer> openThen = new ArrayList<>();
        session.runs().trace().addListener((_, _, _) -> openThen.add(models.openTraces));
        session.runs().text().set("a b");
        everything();
        assertEquals(List.of(2), openThen);
        assertEquals(1, models.openTraces);
    }

    @Test
    void nothingRunsByItselfWhenNotLive() {
        openBert("a");
        session.preferences().live().set(false);
        session.runs().text().set("a b");
        everything();
        assertEquals(1, newestLength());
        session.runs().run();
        everything();
        assertEquals(2, newestLength());
    }

    @Test
    void turningLiveOnCatchesUp() {
        session.preferences().live().set(false);
        openBert("a");
        session.runs().text().set("a b");
        session.preferences().live().set(true);
        everything();
        assertEquals(2, newestLength());
    }

    @Test
    void textTypedWhileAModelOpensIsRun() {
        session.runs().text().set("a");
        session.open(Path.of("bert"));
        background.all();
        session.runs().text().set("a b");
        everything();
        assertEquals(2, newestLength());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a a a a a a a a a a a a a a a a a a"})
    void textPutRightWhileAModelOpensIsRun(String text) {
        session.runs().text().set(text);
        session.open(Path.of("bert"));
        background.all();
        session.runs().text().set("a b");
        everything();
        assertEquals(2, newestLength());
        assertNull(session.runs().problem().get());
    }

    @Test
    void problemOfATextThatIsNoMoreIsNotTold() {
        session.preferences().live().set(false);
        session.runs().text().set("a ".repeat(PretendModels.POSITIONS + 1));
        session.open(Path.of("bert"));
        background.all();
        session.runs().text().set("a b");
        everything();
        assertNull(session.runs().problem().get());
    }

    @Test
    void wrongInputIsToldBesideTheInputUntilItIsRight() {
        openBert("a");
        session.runs().text().set("");
        everything();
        assertEquals(Problem.TEXT_EMPTY, session.runs().problem().get().problem());
        assertEquals(1, newestLength(), "the last trace stays");
        session.runs().text().set("a b ".repeat(PretendModels.POSITIONS));
        everything();
        assertEquals(Problem.TEXT_TOO_LONG, session.runs().problem().get().problem());
        session.runs().text().set("a b");
        everything();
        assertNull(session.runs().problem().get());
        assertEquals(List.of(), unread());
    }

    @Test
    void modelOpensWhateverIsWrongWithTheText() {
        openBert(" ");
        assertEquals("bert", modelName());
        assertEquals(Problem.TEXT_EMPTY, session.runs().problem().get().problem());
        assertNull(session.runs().trace().get());
    }

    @Test
    void engineThatBreaksIsANoticeAndTheTraceStays() {
        openBert("a");
        session.runs().text().set("crash");
        everything();
        assertEquals(1, newestLength());
        assertInstanceOf(Notice.Unforeseen.class, session.notices().unread().getFirst());
    }

    @Test
    void secondTextGoesAlong() {
        openBert("a");
        session.runs().pair().set("b c");
        everything();
        assertEquals(List.of("a", "a | b c"), models.texts);
    }

    @Test
    void secondTextIsOutOfSightWhereTheNetworkTakesOne() {
        session.runs().pair().set("b c");
        session.runs().text().set("a");
        session.open(Path.of("gpt2"));
        everything();
        session.runs().text().set("a b");
        everything();
        assertEquals(List.of("a", "a b"), models.texts);
    }

    @Test
    void modelInUseIsClosedOnlyAfterItsRunHasEnded() {
        openBert("a");
        session.runs().text().set("a b");
        session.closeModel();
        assertEquals(1, models.openModels);
        assertNull(session.model().get());
        everything();
        assertEquals(0, models.openModels);
        assertNull(session.runs().trace().get());
    }

    @Test
    void selectionOfTheOldModelIsForgotten() {
        openBert("a");
        HeadAddress head = session.runs().trace().get().sites().getFirst().head(1);
        session.selection().lockedHead().set(head);
        session.selection().chosenHeads().add(head);
        session.open(Path.of("gpt2"));
        everything();
        assertNull(session.selection().focusedHead().getValue());
        assertTrue(session.selection().chosenHeads().isEmpty());
    }

    @Test
    void viewsNeverSeeATraceBesideAForeignNetwork() {
        openBert("a");
        List<Boolean> tracesBeside = new ArrayList<>();
        session.context().network().addListener(
                (_, _, _) -> tracesBeside.add(session.context().trace().getValue() != null));
        session.open(Path.of("gpt2"));
        everything();
        assertEquals(List.of(false), tracesBeside);
        assertNotNull(session.context().trace().getValue());
        assertEquals("gpt2", session.context().network().getValue().family());
    }

    @Test
    void cancellingStopsTheOpening() {
        session.open(Path.of("bert"));
        assertEquals("session.opening", session.status().current().get().name());
        session.status().cancelAll();
        everything();
        assertNull(session.model().get());
        assertNull(session.status().current().get());
        assertEquals(List.of(), unread());
    }

    @Test
    void secondOpeningVoidsTheFirst() {
        session.open(Path.of("bert"));
        background.all();
        session.open(Path.of("gpt2"));
        everything();
        assertEquals("gpt2", modelName());
        assertEquals(1, models.openModels);
    }

    @Test
    void preferencesAreRemembered() {
        session.preferences().theme().set(Theme.DARK);
        session.preferences().language().set(Messages.Language.CHINESE);
        session.preferences().live().set(false);
        Preferences next = new Preferences(settings, Locale.ENGLISH);
        assertEquals(Theme.DARK, next.theme().get());
        assertEquals(Messages.CHINESE, next.messages().getValue());
        assertFalse(next.live().get());
    }

    @Test
    void firstStartSpeaksTheLanguageOfTheMachine() {
        assertEquals(Messages.Language.CHINESE, new Preferences(Settings.inMemory(), Locale.CHINA).language().get());
        assertEquals(Messages.Language.ENGLISH, new Preferences(Settings.inMemory(), Locale.GERMANY).language().get());
    }

    @Test
    void recentModelsAreRememberedNewestFirst() {
        for (int i = 0; i < 9; i++) {
            session.recent().opened(Path.of("m" + i));
        }
        session.recent().opened(Path.of("elsewhere", "..", "m5"));
        // Whole, since the next start may be in another folder.
        List<Path> newestFirst = Stream.of("m5", "m8", "m7", "m6", "m4", "m3", "m2", "m1")
                .map(name -> Path.of(name).toAbsolutePath())
                .toList();
        assertEquals(newestFirst, session.recent().folders());
        assertEquals(newestFirst, new RecentModels(settings).folders());
    }

    @Test
    void settingsFileSurvivesItsAbsenceAndItsReplacement(@TempDir Path folder) {
        Path file = folder.resolve("deeper").resolve("settings.properties");
        new SettingsFile(file).put("theme", "DARK");
        assertEquals("DARK", new SettingsFile(file).get("theme").orElseThrow());
    }

    private void openBert(String text) {
        session.runs().text().set(text);
        session.open(Path.of("bert"));
        everything();
    }

    private void everything() {
        while (background.size() + foreground.size() > 0) {
            background.all();
            foreground.all();
        }
    }

    private String modelName() {
        return session.model().get().name();
    }

    private Trace newest() {
        return Objects.requireNonNull(session.runs().trace().get());
    }

    private int newestLength() {
        return length(session.runs().trace().get());
    }

    private static int length(@Nullable Trace trace) {
        return trace == null ? 0 : trace.map(trace.sites().getFirst()).queries();
    }

    private List<String> unread() {
        return session.notices().unread().stream().map(notice -> notice.sentence(Messages.ENGLISH)).toList();
    }
}
