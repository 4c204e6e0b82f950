package io.headscope.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.headscope.engine.onnx.RandomExport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BenchCommandTest {

    @Test
    void everyFieldOfTheJsonIsThere() {
        Terminal answer = Terminal.run("bench", "--preset", Golden.GPT2, "--lengths", "8", "--threads", "1", "--rounds", "1", "--json");
        assertEquals(new Terminal(0, answer.out(), ""), answer);
        JsonObject json = JsonParser.parseString(answer.out()).getAsJsonObject();
        assertEquals(
                List.of("model", "threads", "weight_bytes", "open_ms", "by_layer", "peak_mb", "anonymous_mb", "product_gflops", "lengths"),
                List.copyOf(json.keySet()));
        JsonObject length = json.getAsJsonArray("lengths").get(0).getAsJsonObject();
        assertEquals(
                List.of("tokens", "heads", "kept_mb", "median_ms", "best_ms", "gflops", "ratio"), List.copyOf(length.keySet()));
        assertEquals(8, length.get("tokens").getAsInt());
        assertEquals(12, length.get("heads").getAsInt());
        assertEquals(4 * 45_856, json.get("weight_bytes").getAsLong());
    }

    @Test
    void aGraphIsRunWithAndWithoutItsAttention(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("model.onnx");
        RandomExport.write(file, RandomExport.Form.ATTENTION, 2, 128);
        Terminal answer = Terminal.run("bench", "--graphs", "--preset", file.toString(), "--lengths", "5,16", "--rounds", "1", "--json");
        assertEquals(new Terminal(0, answer.out(), ""), answer);
        JsonObject figures = JsonParser.parseString(answer.out()).getAsJsonArray().get(0).getAsJsonObject();
        assertEquals(
                List.of("form", "bytes", "sites", "read_ms", "search_ms", "open_ms", "proved", "runs"), List.copyOf(figures.keySet()));
        assertEquals(2, figures.get("sites").getAsInt());
        assertTrue(figures.get("proved").getAsBoolean());
        JsonObject run = figures.getAsJsonArray("runs").get(1).getAsJsonObject();
        assertEquals(
                List.of("tokens", "plain_ms", "tapped_ms", "cost", "plain_cpu_ms", "tapped_cpu_ms", "heads_ms"), List.copyOf(run.keySet()));
        assertEquals(16, run.get("tokens").getAsInt());
    }

    @Test
    void theTableHasALineForEveryLength() {
        Terminal answer = Terminal.run("bench", "--preset", Golden.GPT2, "--lengths", "4,8", "--rounds", "1");
        assertEquals(0, answer.code());
        assertEquals(7, answer.out().lines().count(), answer.out());
        assertTrue(answer.out().startsWith(Golden.GPT2 + ", 2 threads, weights 0 MB\n"), answer.out());
    }

    @Test
    void everyFieldOfTheWindowsJsonIsThere() {
        Terminal answer = Terminal.run("bench", "--window", "--preset", Golden.GPT2, "--threads", "1", "--rounds", "1", "--json");
        assertEquals(new Terminal(0, answer.out(), ""), answer);
        JsonObject json = JsonParser.parseString(answer.out()).getAsJsonObject();
        assertEquals(List.of("model", "threads", "product_gflops", "window", "rounds", "figures", "launch"), List.copyOf(json.keySet()));
        List<JsonObject> figures = json.getAsJsonArray("figures").asList().stream().map(JsonElement::getAsJsonObject).toList();
        assertEquals(
                List.of("keystroke 32", "keystroke-middle 32", "keystroke-first 32", "hover 40", "heads 40", "zoom-kept 40", "pan-kept 40", "zoom-recomputed 40", "pan-recomputed 40"),
                figures.stream().map(figure -> figure.get("name").getAsString() + " " + figure.get("tokens").getAsInt()).toList());
        for (JsonObject figure : figures) {
            assertEquals(
                    List.of("name", "tokens", "best_ms", "median_ms", "p95_ms", "aim_ms", "render_ms", "cpu_ms", "beside_ms", "ratio"),
                    List.copyOf(figure.keySet()));
        }
        assertEquals(
                JsonParser.parseString("{\"heads_ms\": [], \"aim_ms\": 4000.0, \"version_ms\": 0.0}"), json.get("launch"));
    }

    @Test
    void whatCannotBeMeasuredIsTold() {
        assertEquals(
                new Terminal(2, "", "Threads, rounds and lengths are numbers from 1 up\nTry: headscope bench --help\n"),
                Terminal.run("bench", "--lengths", "0"));
        assertEquals(new Terminal(3, "", "nowhere does not exist. Check the path.\n"), Terminal.run("bench", "--preset", "nowhere"));
    }
}
