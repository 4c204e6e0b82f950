package io.headscope.app;

import io.headscope.model.ModelConfig;
import io.headscope.model.ModelFamily;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which of the families is most like one that there is not, for people who look for a checkpoint that opens: by
/// descent where that is known, else by name, else by what the architecture is for.
final class NearestFamily {

    /// Where a name alone would lead astray, or nowhere.
    private static final Map<String, String> DESCENT = Map.ofEntries(
            Map.entry("mixtral", "mistral"),
            Map.entry("ministral", "mistral"),
            Map.entry("codegen", "gptj"),
            Map.entry("starcoder2", "gpt_bigcode"),
            Map.entry("mpt", "bloom"),
            Map.entry("RefinedWeb", "falcon"),
            Map.entry("RefinedWebModel", "falcon"),
            Map.entry("persimmon", "gpt_neox"),
            Map.entry("phimoe", "phi3"),
            Map.entry("xglm", "opt"),
            Map.entry("biogpt", "opt"),
            Map.entry("openai-gpt", "gpt2"),
            Map.entry("imagegpt", "gpt2"),
            Map.entry("camembert", "roberta"),
            Map.entry("longformer", "roberta"),
            Map.entry("data2vec-text", "roberta"),
            Map.entry("xlm", "bert"),
            Map.entry("deberta", "deberta-v2"),
            Map.entry("led", "bart"),
            Map.entry("blenderbot", "bart"),
            Map.entry("plbart", "bart"),
            Map.entry("m2m_100", "mbart"),
            Map.entry("nllb-moe", "mbart"),
            Map.entry("longt5", "t5"),
            Map.entry("chinese_clip", "clip"),
            Map.entry("altclip", "clip"),
            Map.entry("align", "clip"),
            Map.entry("dinov3_vit", "dinov2_with_registers"),
            Map.entry("data2vec-vision", "beit"),
            Map.entry("videomae", "vit"),
            Map.entry("ijepa", "vit"),
            Map.entry("yolos", "vit"),
            Map.entry("dpt", "vit"),
            Map.entry("conditional_detr", "detr"),
            Map.entry("deformable_detr", "detr"),
            Map.entry("wavlm", "wav2vec2"),
            Map.entry("unispeech", "wav2vec2"),
            Map.entry("speech_to_text", "whisper"));

    /// What the ends of architectures' names say, the more telling ends first.
    private static final List<Map.Entry<String, String>> PURPOSES = List.of(
            Map.entry("ForCausalLM", "llama"),
            Map.entry("LMHeadModel", "gpt2"),
            Map.entry("ForCTC", "wav2vec2"),
            Map.entry("ForSpeechSeq2Seq", "whisper"),
            Map.entry("ForObjectDetection", "detr"),
            Map.entry("ForSemanticSegmentation", "segformer"),
            Map.entry("ForImageClassification", "vit"),
            Map.entry("ForAudioClassification", "audio-spectrogram-transformer"),
            Map.entry("ForConditionalGeneration", "t5"));

    private static final int TELLING = 4;

    private NearestFamily() {}

    /// @param families at least one; the first of them where nothing speaks for another
    static ModelFamily of(String type, ModelConfig config, List<ModelFamily> families) {
        return known(DESCENT.get(type), families)
                .or(() -> byName(type, families))
                .or(() -> byPurpose(config.names("architectures"), families))
                .orElse(families.getFirst());
    }

    private static Optional<ModelFamily> known(@Nullable String id, List<ModelFamily> families) {
        return families.stream().filter(family -> family.id().equals(id)).findFirst();
    }

    private static Optional<ModelFamily> byName(String type, List<ModelFamily> families) {
        return families.stream()
                .filter(family -> common(type, family.id()) >= TELLING)
                .max(Comparator.comparingInt((ModelFamily family) -> common(type, family.id()))
                        .thenComparing(family -> -family.id().length()));
    }

    /// How many letters two names begin with alike.
    private static int common(String one, String other) {
        int length = 0;
        while (length < Math.min(one.length(), other.length())
                && Character.toLowerCase(one.charAt(length)) == Character.toLowerCase(other.charAt(length))) {
            length++;
        }
        return length;
    }

    private static Optional<ModelFamily> byPurpose(List<String> architectures, List<ModelFamily> families) {
        return PURPOSES.stream()
                .filter(purpose -> architectures.stream().anyMatch(name -> name.endsWith(purpose.getKey())))
                .flatMap(purpose -> known(purpose.getValue(), families).stream())
                .findFirst();
    }
}
