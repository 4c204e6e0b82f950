package io.headscope.app;

import io.headscope.engine.onnx.OnnxEngine;
import io.headscope.export.DrawingExporter;
import io.headscope.export.PdfExporter;
import io.headscope.export.PngExporter;
import io.headscope.export.SvgExporter;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.Engine;
import io.headscope.model.ModelConfig;
import io.headscope.model.ModelFamily;
import io.headscope.model.family.Albert;
import io.headscope.model.family.AudioSpectrogram;
import io.headscope.model.family.Bart;
import io.headscope.model.family.Beit;
import io.headscope.model.family.Bert;
import io.headscope.model.family.BiLstm;
import io.headscope.model.family.Bloom;
import io.headscope.model.family.Clip;
import io.headscope.model.family.Deberta;
import io.headscope.model.family.Deit;
import io.headscope.model.family.Dinov2;
import io.headscope.model.family.Detr;
import io.headscope.model.family.DistilBert;
import io.headscope.model.family.Electra;
import io.headscope.model.family.Falcon;
import io.headscope.model.family.Gemma;
import io.headscope.model.family.Gemma2;
import io.headscope.model.family.Gpt2;
import io.headscope.model.family.GptBigCode;
import io.headscope.model.family.GptJ;
import io.headscope.model.family.GptNeo;
import io.headscope.model.family.GptNeoX;
import io.headscope.model.family.Llama;
import io.headscope.model.family.Mistral;
import io.headscope.model.family.MpNet;
import io.headscope.model.family.Opt;
import io.headscope.model.family.Phi;
import io.headscope.model.family.Phi3;
import io.headscope.model.family.Qwen;
import io.headscope.model.family.Roberta;
import io.headscope.model.family.Segformer;
import io.headscope.model.family.Siglip;
import io.headscope.model.family.StableLm;
import io.headscope.model.family.Swin;
import io.headscope.model.family.T5;
import io.headscope.model.family.Vilt;
import io.headscope.model.family.Vit;
import io.headscope.model.family.Wav2Vec2;
import io.headscope.model.family.Whisper;
import io.headscope.session.ModelOpener;
import io.headscope.session.Settings;
import io.headscope.training.Course;
import io.headscope.training.course.BabiQa;
import io.headscope.training.course.DigitsVit;
import io.headscope.training.course.Films;
import io.headscope.training.course.NucleiSegformer;
import io.headscope.training.course.Sentiment;
import io.headscope.training.course.ShakespeareGpt;
import io.headscope.training.course.SpokenDigits;
import io.headscope.training.course.TranslateEnZh;
import io.headscope.view.Visualization;
import io.headscope.view.diagram.DiagramVisualization;
import io.headscope.view.diagram.MermaidVisualization;
import io.headscope.view.diagram.NativeMermaidFiles;
import io.headscope.view.diagram.NativePages;
import io.headscope.view.evaluation.EvaluationVisualization;
import io.headscope.view.evaluation.NativeDataFolders;
import io.headscope.view.head.HeadVisualization;
import io.headscope.view.heads.HeadsVisualization;
import io.headscope.view.inspector.InspectorVisualization;
import io.headscope.view.lab.LabVisualization;
import io.headscope.view.lines.LinesVisualization;
import io.headscope.view.overlay.OverlayVisualization;
import io.headscope.view.prediction.PredictionVisualization;
import io.headscope.view.timeline.TimelineVisualization;
import io.headscope.view.training.NativeTrainingFolders;
import io.headscope.view.training.TrainingVisualization;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The one list of everything that can be added.
public final class Catalog {

    /// The families whose numbers are held against those of Hugging Face transformers, by a golden folder each. The others,
    /// and variants without a folder, are held against what their papers and published code say.
    private static final Set<String> REFERENCED = Set.of(
            "albert", "audio-spectrogram-transformer", "bart", "beit", "bert", "bloom", "clip", "deberta-v2", "deit", "detr",
            "dinov2", "distilbert", "falcon", "gemma", "gemma2", "gpt2", "gpt_bigcode", "gpt_neo", "gpt_neox", "gptj", "llama",
            "marian", "mistral", "mpnet", "opt", "phi", "phi3", "qwen2", "roberta", "segformer", "stablelm", "swin", "t5",
            "vilt", "vit", "wav2vec2", "whisper");

    private Catalog() {}

    /// Whether the numbers of a family are held against a reference.
    public static boolean isReferenced(String family) {
        return REFERENCED.contains(family);
    }

    /// The model families, in the order they are named to people.
    public static List<ModelFamily> families() {
        return Stream.of(texts(), picturesAndSounds()).flatMap(List::stream).toList();
    }

    private static List<ModelFamily> texts() {
        return List.of(
                new Bert(),
                Roberta.roberta(),
                Roberta.xlmRoberta(),
                new DistilBert(),
                new Albert(),
                new Electra(),
                new MpNet(),
                new Deberta(),
                new BiLstm(),
                Bart.bart(),
                Bart.mbart(),
                Bart.marian(),
                Bart.pegasus(),
                T5.t5(),
                T5.mt5(),
                T5.umt5(),
                new Gpt2(),
                new GptNeo(),
                new GptJ(),
                new GptNeoX(),
                new GptBigCode(),
                new Opt(),
                new Bloom(),
                new Falcon(),
                new Phi(),
                new StableLm(),
                new Llama(),
                new Mistral(),
                Qwen.two(),
                Qwen.three(),
                new Gemma(),
                new Gemma2(),
                new Phi3());
    }

    private static List<ModelFamily> picturesAndSounds() {
        return List.of(
                new Vit(),
                new Deit(),
                new Beit(),
                Dinov2.plain(),
                Dinov2.withRegisters(),
                new Swin(),
                new Segformer(),
                new Detr(),
                Clip.both(),
                Clip.ofTexts(),
                Clip.ofPictures(),
                Siglip.both(),
                Siglip.ofTexts(),
                Siglip.ofPictures(),
                new Vilt(),
                new Whisper(),
                Wav2Vec2.wav2vec2(),
                Wav2Vec2.hubert(),
                new AudioSpectrogram());
    }

    /// The family of a checkpoint.
    ///
    /// @throws ProblemException if there is none for its `model_type`
    public static ModelFamily family(ModelConfig config) {
        String type = config.text("model_type").orElseThrow(() ->
                new ProblemException(Problem.CONFIG_KEY_MISSING, config.file(), "model_type", config.file().getFileName()));
        return families().stream()
                .filter(family -> family.id().equals(type))
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        Problem.FAMILY_UNKNOWN,
                        config.file(),
                        type,
                        families().stream().map(ModelFamily::id).collect(Collectors.joining(", ")),
                        NearestFamily.of(type, config, families()).id()));
    }

    /// The views of the middle, the overview first.
    public static List<Visualization> visualizations() {
        return List.of(
                new HeadsVisualization(), new HeadVisualization(), new LinesVisualization(), new TimelineVisualization(),
                new OverlayVisualization(), new DiagramVisualization(), new MermaidVisualization(new NativeMermaidFiles(), new NativePages()),
                new LabVisualization(), new EvaluationVisualization(new NativeDataFolders()), new TrainingVisualization(new NativeTrainingFolders()));
    }

    /// The views at the right.
    public static List<Visualization> panels() {
        return List.of(new InspectorVisualization(), new PredictionVisualization());
    }

    /// The formats that drawings are saved in.
    public static List<DrawingExporter> exporters() {
        return List.of(new SvgExporter(), new PdfExporter(), new PngExporter(2));
    }

    /// Opens whatever holds a model, in a window: what has to be said first is asked there.
    ///
    /// @param settings where it is remembered which files may run their maker's code
    public static ModelOpener opener(Settings settings) {
        return new Workbench.Opener(new OpeningAnswers(settings));
    }

    /// What networks run on unless someone asks for another.
    public static Engine engine() {
        return new OnnxEngine();
    }

    /// What can be trained here, by the names of the sample models: each is opened on the folder of its data.
    public static SequencedMap<String, Function<Path, Course>> courses() {
        SequencedMap<String, Function<Path, Course>> courses = new LinkedHashMap<>();
        courses.put("shakespeare-gpt", ShakespeareGpt::new);
        courses.put("sentiment-bilstm", Sentiment::byBiLstm);
        courses.put("sentiment-encoder", Sentiment::byEncoder);
        courses.put("digits-vit", DigitsVit::new);
        courses.put("nuclei-segformer", NucleiSegformer::new);
        courses.put("babi-qa", BabiQa::new);
        courses.put("films", Films::new);
        courses.put("translate-en-zh", TranslateEnZh::new);
        courses.put("spoken-digits", SpokenDigits::new);
        return courses;
    }
}
