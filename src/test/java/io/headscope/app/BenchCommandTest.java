package io.headscope.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BenchCommandTest {

    @Test
    void everyFieldOfTheJsonIsThere() {
        Terminal answer = Terminal.run("bench", "--preset", Golden.GPT2, "--lengths", "8", "--threads", "1", "--rounds", "1", "--json");
        assertEquals(new Terminal(0, answer.out(), ""), answer);
        JsonObject json = JsonParser.parseString(answer.out()).getAsJsonObject();
        assertEquals(
                List.of("model", "threads", "weight_bytes", "open_ms", "anonymous_mb", "product_gflops", "lengths"),
                List.copyOf(json.keySet()));
        JsonObject length = json.getAsJsonArray("lengths").get(0).getAsJsonObject();
        assertEquals(
                List.of("tokens", "heads", "kept_mb", "median_ms", "best_ms", "gflops", "ratio"), List.copyOf(length.keySet()));
        assertEquals(8, length.get("tokens").getAsInt());
        assertEquals(12, length.get("heads").getAsInt());
        assertEquals(4 * 45_856, json.get("weight_bytes").getAsLong());
    }

    @Test
    void theWindowIsMeasuredToo() {
        Terminal answer = Terminal.run(
                "bench", "--window", "--preset", Golden.GPT2, "--lengths", "8", "--threads", "1", "--rounds", "1", "--json");
        assertEquals(new Terminal(0, answer.out(), ""), answer);
        JsonObject json = JsonParser.parseString(answer.out()).getAsJsonObject();
        assertEquals(
                List.of("model", "tokens", "heads", "key", "pointing", "long_text", "zoom"), List.copyOf(json.keySet()));
        assertEquals(List.of("median_ms", "p95_ms"), List.copyOf(json.getAsJsonObject("key").keySet()));
        assertEquals(12, json.get("heads").getAsInt());
    }

    @Test
    void theTableHasALineForEveryLength() {
        Terminal answer = Terminal.run("bench", "--preset", Golden.GPT2, "--lengths", "4,8", "--rounds", "1");
        assertEquals(0, answer.code());
        assertEquals(6, answer.out().lines().count(), answer.out());
        assertTrue(answer.out().startsWith(Golden.GPT2 + ", 2 threads, weights 0 MB\n"), answer.out());
    }

    @Test
    void whatCannotBeMeasuredIsTold() {
        assertEquals(
                new Terminal(2, "", "Threads, rounds and lengths are numbers from 1 up\nTry: headscope bench --help\n"),
                Terminal.run("bench", "--lengths", "0"));
        assertEquals(new Terminal(3, "", "nowhere does not exist. Check the path.\n"), Terminal.run("bench", "--preset", "nowhere"));
    }
}
