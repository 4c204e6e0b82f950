package io.headscope.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonParser;
import io.headscope.attention.FloatTensor;
import io.headscope.checkpoint.Saved;
import io.headscope.model.ElementType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InspectCommandTest {

    @Test
    void aModelIsDescribed(@TempDir Path folder) throws IOException {
        Golden.withTokenizer(Golden.BERT_CLASSES, "wordpiece", folder);
        assertEquals(new Terminal(0, """
                %s: bert, BertForSequenceClassification
                answer      one of the classes LABEL_0, LABEL_1, LABEL_2
                attention   encoder self: 3 layers × 4 heads
                parameters  34,595 as F32, 138,380 bytes
                  embeddings                         7,808
                  encoder.layer.0                    8,544
                  encoder.layer.1                    8,544
                  encoder.layer.2                    8,544
                  pooler                             1,056
                  classifier                            99
                tokens      up to 40 of 200
                tokenizer   200 pieces
                checked     against the numbers of Hugging Face transformers
                """.formatted(folder), ""), Terminal.run("inspect", folder));
    }

    @Test
    void aModelWithoutATokenizerSaysSo() {
        Terminal answer = Terminal.run("inspect", Golden.GPT2);
        assertEquals("tokenizer   none: takes raw inputs, but no text", answer.out().lines().skip(10).findFirst().orElse(answer.out()));
    }

    @Test
    void everyFieldOfTheJsonIsThere() {
        Terminal answer = Terminal.run("inspect", Golden.GPT2_F16, "--json");
        assertEquals(new Terminal(0, answer.out(), ""), answer);
        assertEquals(JsonParser.parseString("""
                {
                  "folder": "src/test/resources/golden/gpt2_f16",
                  "family": "gpt2",
                  "checked": "reference",
                  "architecture": "GPT2LMHeadModel",
                  "named_architecture": "GPT2LMHeadModel",
                  "answer": "next-token",
                  "labels": [],
                  "parameters": 45856,
                  "stored_as": ["F16"],
                  "bytes": 91712,
                  "takes": [{"kind": "text", "stack": "decoder", "input": "input_ids"}],
                  "positions": 40,
                  "vocabulary": 200,
                  "tokenizer_pieces": null,
                  "inputs": ["input_ids", "attention_mask", "position_ids"],
                  "outputs": ["logits", "last_hidden_state"],
                  "sites": [
                    {"stack": "decoder", "kind": "self", "layer": 0, "heads": 4},
                    {"stack": "decoder", "kind": "self", "layer": 1, "heads": 4},
                    {"stack": "decoder", "kind": "self", "layer": 2, "heads": 4}
                  ],
                  "parts": [
                    {"name": "embeddings", "parameters": 7680},
                    {"name": "h.0", "parameters": 12704},
                    {"name": "h.1", "parameters": 12704},
                    {"name": "h.2", "parameters": 12704},
                    {"name": "ln_f", "parameters": 64}
                  ],
                  "mapped_bytes": 91712,
                  "converted_bytes": 183424,
                  "layer_bytes": 50816,
                  "missing_tensors": [],
                  "unused_tensors": []
                }
                """), JsonParser.parseString(answer.out()));
    }

    @Test
    void whatFollowsFromOtherInputsIsNotAskedFor() {
        Terminal answer = Terminal.run("inspect", Path.of("src/test/resources/golden/llama"), "--json");
        assertEquals(
                JsonParser.parseString("[\"input_ids\", \"attention_mask\", \"position_ids\"]"),
                JsonParser.parseString(answer.out()).getAsJsonObject().get("inputs"));
    }

    @Test
    void aHeadThatTheFileLacksIsLeftOutAndListed(@TempDir Path folder) throws IOException {
        Golden.copy(Golden.BERT, folder);
        SequencedMap<String, FloatTensor> tensors = Saved.tensors(Golden.BERT);
        tensors.remove("cls.predictions.bias");
        tensors.put("qa_outputs.weight", FloatTensor.of(new float[64], 2, 32));
        Saved.write(folder.resolve("model.safetensors"), ElementType.F32, tensors);
        Terminal answer = Terminal.run("inspect", folder);
        assertEquals(0, answer.code(), answer.err());
        List<String> lines = answer.out().lines().toList();
        assertEquals("answer      none, hidden states only", lines.get(1));
        assertEquals(List.of("missing     cls.predictions.bias", "unused      qa_outputs.weight"), lines.subList(lines.size() - 2, lines.size()));
        Terminal captured = Terminal.run("capture", folder, "--inputs", Golden.BERT.resolve("inputs.json"));
        assertEquals(0, captured.code(), captured.err());
    }

    @Test
    void whatAttentionLacksIsListedBeforeItIsRefused(@TempDir Path folder) throws IOException {
        Golden.copy(Golden.BERT, folder);
        SequencedMap<String, FloatTensor> tensors = Saved.tensors(Golden.BERT);
        tensors.remove("bert.encoder.layer.1.attention.self.key.weight");
        tensors.remove("bert.encoder.layer.2.attention.self.key.bias");
        Saved.write(folder.resolve("model.safetensors"), ElementType.F32, tensors);
        Terminal answer = Terminal.run("inspect", folder, "--json");
        assertEquals(3, answer.code());
        assertEquals(
                folder + " lacks 2 tensors, among them bert.encoder.layer.1.attention.self.key.weight. Check that config.json belongs to this checkpoint.\n",
                answer.err());
        assertEquals(
                JsonParser.parseString("[\"bert.encoder.layer.1.attention.self.key.weight\", \"bert.encoder.layer.2.attention.self.key.bias\"]"),
                JsonParser.parseString(answer.out()).getAsJsonObject().get("missing_tensors"));
    }
}
