package io.headscope.shell;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.attention.HeadAddress;
import io.headscope.attention.Trace;
import io.headscope.session.HeadSwitches;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Heads are switched off in the window, and on again.
class HeadSwitchesInTheWindowTest {

    private static final Path MODEL = Path.of("sample-models/shakespeare-gpt");

    @Test
    void whatFollowsFromAHeadChangesAndComesBack() {
        Workbenches bench = Workbenches.openInEarnest(1000, 800);
        try {
            FxThread.run(() -> {
                bench.session.runs().text().set("To be, or not");
                bench.session.open(MODEL);
                HeadSwitches switches = bench.session.runs().switches();
                assertTrue(switches.possible().get());
                float[] before = logits(bench);
                HeadAddress head = trace(bench).sites().getFirst().head(1);
                bench.session.selection().lockedHead().set(head);
                bench.window.desk().show("heads");
                switches.toggle(head);
                assertFalse(Arrays.equals(before, logits(bench)));
                bench.session.runs().generate();
                assertNotNull(bench.session.runs().written().get(), () -> String.valueOf(bench.session.runs().problem().get()));
                bench.session.runs().text().set("To be, or not ");
                bench.session.runs().text().set("To be, or not");
            });
            bench.photograph("head-switched-off");
            FxThread.run(() -> {
                bench.session.runs().switches().restoreAll();
                bench.session.runs().text().set("To be, or not");
                bench.session.runs().run();
                assertEquals(Set.of(), bench.session.runs().switches().off().get());
            });
        } finally {
            FxThread.run(bench::close);
        }
    }

    @Test
    void switchedOnAgainEverythingIsAsItWas() {
        Workbenches bench = Workbenches.openInEarnest(1000, 800);
        try {
            FxThread.run(() -> {
                bench.session.runs().text().set("To be, or not");
                bench.session.open(MODEL);
                float[] before = logits(bench);
                HeadAddress head = trace(bench).sites().getLast().head(0);
                bench.session.runs().switches().toggle(head);
                bench.session.runs().switches().toggle(head);
                assertArrayEquals(before, logits(bench), 1e-4f);
                bench.session.runs().switches().toggle(head);
                bench.session.closeModel();
                assertEquals(Set.of(), bench.session.runs().switches().off().get(), "the next model has all of its heads");
                assertFalse(bench.session.runs().switches().possible().get());
            });
        } finally {
            FxThread.run(bench::close);
        }
    }

    @Test
    void whereItCannotBeDoneItIsNotOffered() {
        Workbenches bench = Workbenches.openWithViews(800, 600);
        try {
            FxThread.run(() -> {
                bench.session.runs().text().set("to be");
                bench.session.open(Path.of("gpt2-small"));
                assertFalse(bench.session.runs().switches().possible().get());
                HeadAddress head = trace(bench).sites().getFirst().head(1);
                bench.session.runs().switches().toggle(head);
                assertEquals(Set.of(), bench.session.runs().switches().off().get());
            });
        } finally {
            FxThread.run(bench::close);
        }
    }

    private static Trace trace(Workbenches bench) {
        return Objects.requireNonNull(bench.session.runs().trace().get());
    }

    private static float[] logits(Workbenches bench) {
        return trace(bench).tensor("logits").toArray();
    }
}
