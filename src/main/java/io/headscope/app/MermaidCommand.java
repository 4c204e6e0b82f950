package io.headscope.app;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.headscope.diagram.mermaid.MermaidReader;
import io.headscope.file.ReadableFile;
import io.headscope.file.WholeFile;
import io.headscope.message.Phrase;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Reads many Mermaid texts and says what each is, for comparison with other readers.
@Command(
        name = "mermaid",
        description = "Reads Mermaid texts, one JSON object {\"id\", \"text\"} a line, and writes what each of them is.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  headscope mermaid texts.jsonl --out read.jsonl")
@SuppressWarnings("NullAway.Init")
final class MermaidCommand implements Callable<Integer> {

    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().serializeNulls().create();

    @Parameters(paramLabel = "IN", description = "The texts: one JSON object a line, with the fields id and text.")
    private Path in;

    @Option(names = "--out", paramLabel = "F", required = true,
            description = "Where to save: per text its id, whether it is valid, and direction, vertices, edges, subgraphs, "
                    + "classDefs and clicks as mermaid has them.")
    private Path out;

    @Override
    public Integer call() {
        List<String> lines = lines();
        try {
            WholeFile.write(out, channel -> {
                try (Writer writer = new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8))) {
                    for (int i = 0; i < lines.size(); i++) {
                        if (!lines.get(i).isBlank()) {
                            writer.write(GSON.toJson(read(lines.get(i), i + 1)));
                            writer.write('\n');
                        }
                    }
                }
            });
        } catch (IOException failure) {
            throw WholeFile.notWritten(out, failure);
        }
        return CommandLine.DONE;
    }

    private List<String> lines() {
        ReadableFile file = ReadableFile.at(in);
        try {
            return Files.readAllLines(file.real());
        } catch (IOException failure) {
            throw ReadableFile.failed(in, failure);
        }
    }

    private JsonObject read(String line, int number) {
        try {
            JsonObject given = JsonParser.parseString(line).getAsJsonObject();
            return MermaidJson.of(given.get("id").getAsString(), MermaidReader.read(given.get("text").getAsString()));
        } catch (JsonParseException | IllegalStateException | UnsupportedOperationException | NullPointerException broken) {
            throw new ProblemException(
                    broken, Problem.JSON_BROKEN, in, Phrase.of("reason.at-line", number, 1), Phrase.of("reason.json-no-text"));
        }
    }
}
