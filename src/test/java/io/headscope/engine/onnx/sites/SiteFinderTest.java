package io.headscope.engine.onnx.sites;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.headscope.message.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// What is found in the graphs of the reference, site by site.
final class SiteFinderTest {

    private static final Path MODELS = Path.of("src/test/resources/onnx");

    @TestFactory
    Stream<DynamicTest> findsTheSitesOfTheReferenceAndNoOthers() throws IOException {
        try (Stream<Path> folders = Files.list(MODELS)) {
            return folders.sorted().toList().stream()
                    .map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> check(folder)));
        }
    }

    private static void check(Path folder) throws IOException {
        JsonObject meta = JsonParser.parseString(Files.readString(folder.resolve("meta.json"))).getAsJsonObject();
        boolean unreadable = meta.has("expect") && meta.getAsJsonObject("expect").get("load").getAsString().equals("error");
        for (JsonElement graph : meta.getAsJsonArray("graphs")) {
            Path file = folder.resolve(graph.getAsJsonObject().get("file").getAsString());
            List<String> wanted = new ArrayList<>();
            for (JsonElement site : graph.getAsJsonObject().getAsJsonArray("sites")) {
                JsonObject one = site.getAsJsonObject();
                wanted.add(one.has("probs") ? one.get("probs").getAsString() : one.get("node").getAsString());
            }
            try {
                List<String> found = SiteFinder.find(ForeignGraph.of(OnnxFile.read(file).model())).stream().map(SiteFinderTest::name).toList();
                if (!unreadable) {
                    assertEquals(wanted, found, file::toString);
                }
            } catch (ProblemException refused) {
                assertEquals(true, unreadable, refused::getMessage);
            }
        }
    }

    private static String name(FoundSite site) {
        return switch (site) {
            case FoundSite.Spelled spelled -> spelled.weights().name;
            case FoundSite.Fused fused -> fused.node().proto().getName();
        };
    }
}
