package io.headscope.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.Trace;
import io.headscope.generation.WrittenToken;
import io.headscope.session.Selection.Cell;
import io.headscope.session.Writing;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// A text that a model writes in the window, with what every token attended to.
class WritingInTheWindowTest {

    @Test
    void whatWasKeptWhileItWasWrittenIsWhatTheWholeTextGives() {
        Workbenches bench = Workbenches.openInEarnest(1000, 800);
        try {
            FxThread.run(() -> {
                bench.session.runs().text().set("ROMEO:\nWhat light");
                bench.session.open(Path.of("sample-models/shakespeare-gpt"));
                bench.session.runs().settings().limit().set(6);
                bench.session.runs().generate();
                Writing writing = Objects.requireNonNull(bench.session.runs().writing().get());
                Trace trace = Objects.requireNonNull(bench.session.runs().trace().get());
                assertTrue(writing.done());
                assertEquals(6, writing.written().size());
                assertEquals(bench.session.runs().written().get(), writing.text());
                for (int at = 0; at < 6; at++) {
                    int position = writing.beginning() - 1 + at;
                    WrittenToken token = writing.after(position).orElseThrow();
                    assertEquals(writing.all().get(position + 1).id(), token.id());
                    for (AttentionSite site : token.rows().sequencedKeySet()) {
                        assertRow(trace, site, position, Objects.requireNonNull(token.rows().get(site)));
                    }
                }
                bench.window.desk().join();
                bench.window.desk().show("timeline");
                bench.session.selection().lock(trace.sites().getLast().section(), new Cell(writing.beginning() + 1, null));
            });
            bench.photograph("writing");
        } finally {
            FxThread.run(bench::close);
        }
    }

    private static void assertRow(Trace trace, AttentionSite site, int position, FloatTensor rows) {
        int keys = trace.map(site).keys();
        for (int head = 0; head < site.heads(); head++) {
            float[] map = trace.map(site).head(head);
            for (int key = 0; key <= position; key++) {
                assertEquals(map[position * keys + key], rows.at((long) head * rows.length(1) + key), 1e-5, site + " " + head);
            }
        }
    }
}
