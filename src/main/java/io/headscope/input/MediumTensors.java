package io.headscope.input;

import io.headscope.attention.RgbImage;
import io.headscope.attention.Source;
import io.headscope.file.JsonFile;
import io.headscope.input.image.ImagePreprocessing;
import io.headscope.input.image.ImageSettings;
import io.headscope.input.image.ImageTensor;
import io.headscope.input.sound.SoundPreprocessing;
import io.headscope.input.sound.SoundSettings;
import io.headscope.input.sound.SoundTensor;
import io.headscope.message.Phrase;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.InputTensor;
import io.headscope.model.Intake;
import io.headscope.model.ModelConfig;
import io.headscope.model.Network;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A picture or a sound as the tensors that a network takes, prepared as `preprocessor_config.json` says; where a folder
/// has none, as is usual for the network.
///
/// @param tensors by the names of the program's inputs
/// @param source  what was prepared, for views to draw on
/// @param remarks what people should know of it
public record MediumTensors(Map<String, InputTensor> tensors, @Nullable Source source, List<Phrase> remarks) {

    /// What networks of text alone get.
    public static final MediumTensors NONE = new MediumTensors(Map.of(), null, List.of());

    public MediumTensors {
        tensors = Map.copyOf(tensors);
        remarks = List.copyOf(remarks);
    }

    /// @param folder the checkpoint's
    /// @param medium what was brought, if anything
    /// @throws ProblemException if the network takes something else, or the settings are not what they should be
    public static MediumTensors of(Network network, Path folder, @Nullable Medium medium) {
        MediumTensors tensors = NONE;
        for (Intake intake : network.intakes()) {
            tensors = switch (intake) {
                case Intake.Text _, Intake.Target _ -> tensors;
                case Intake.Image image -> ofPicture(network, folder, image, picture(medium));
                case Intake.Samples samples -> ofSound(samples, settings(folder, SoundSettings.usual(samples)), sound(medium));
                case Intake.Spectrogram mel -> ofSound(folder, mel, settings(folder, SoundSettings.usual(mel)), sound(medium));
            };
        }
        return tensors;
    }

    private static Medium.Picture picture(@Nullable Medium medium) {
        return switch (medium) {
            case Medium.Picture picture -> picture;
            case Medium.Sound _ -> throw new ProblemException(Problem.SOUND_NOT_TAKEN);
            case null -> throw new ProblemException(Problem.IMAGE_MISSING);
        };
    }

    private static Medium.Sound sound(@Nullable Medium medium) {
        return switch (medium) {
            case Medium.Sound sound -> sound;
            case Medium.Picture _ -> throw new ProblemException(Problem.IMAGE_NOT_TAKEN);
            case null -> throw new ProblemException(Problem.SOUND_MISSING);
        };
    }

    private static MediumTensors ofPicture(Network network, Path folder, Intake.Image intake, Medium.Picture picture) {
        ImageSettings settings = file(folder)
                .map(file -> ImageSettings.read(file, network.family()))
                .orElseGet(() -> ImageSettings.usual(network.family(), intake));
        RgbImage image = picture.image();
        ImageTensor tensor = ImagePreprocessing.of(image, settings, intake.channels());
        if (!intake.resizes() && (tensor.height() != intake.height() || tensor.width() != intake.width())) {
            throw new ProblemException(
                    Problem.IMAGE_SIZE_CONFLICT,
                    folder.resolve(ImageSettings.FILE),
                    tensor.width(),
                    tensor.height(),
                    intake.width(),
                    intake.height());
        }
        Map<String, InputTensor> tensors = new LinkedHashMap<>();
        tensors.put(intake.input(), InputTensor.of(tensor.values(), 1, tensor.channels(), tensor.height(), tensor.width()));
        if (intake.mask() != null) {
            tensors.put(intake.mask(), InputTensor.of(tensor.mask(), 1, tensor.height(), tensor.width()));
        }
        return new MediumTensors(tensors, new Source.Picture(image, tensor.seen()), List.of());
    }

    private static MediumTensors ofSound(Intake.Samples intake, SoundSettings settings, Medium.Sound sound) {
        SoundTensor tensor = SoundPreprocessing.of(sound.wave(), settings);
        Map<String, InputTensor> tensors = new LinkedHashMap<>();
        int samples = tensor.values().length;
        tensors.put(intake.input(), InputTensor.of(tensor.values(), 1, samples));
        if (intake.mask() != null) {
            long[] all = new long[samples];
            Arrays.fill(all, 1);
            tensors.put(intake.mask(), InputTensor.of(all, 1, samples));
        }
        return with(tensors, tensor, sound);
    }

    private static MediumTensors ofSound(Path folder, Intake.Spectrogram intake, SoundSettings settings, Medium.Sound sound) {
        SoundTensor tensor = SoundPreprocessing.of(sound.wave(), settings);
        Source.Spectrum spectrum = tensor.spectrum();
        if (spectrum.bins() != intake.bins() || spectrum.frames() != intake.frames()) {
            throw new ProblemException(
                    Problem.SOUND_SIZE_CONFLICT,
                    folder.resolve(ImageSettings.FILE),
                    Phrase.of("reason.sound-bins", spectrum.bins(), spectrum.frames()),
                    Phrase.of("reason.sound-bins", intake.bins(), intake.frames()));
        }
        InputTensor values = intake.framesFirst()
                ? InputTensor.of(tensor.values(), 1, intake.frames(), intake.bins())
                : InputTensor.of(tensor.values(), 1, intake.bins(), intake.frames());
        return with(Map.of(intake.input(), values), tensor, sound);
    }

    private static MediumTensors with(Map<String, InputTensor> tensors, SoundTensor tensor, Medium.Sound sound) {
        List<Phrase> remarks = new ArrayList<>(tensor.remarks());
        sound.remark().ifPresent(remarks::addFirst);
        return new MediumTensors(tensors, new Source.Sound(tensor.used(), tensor.spectrum()), remarks);
    }

    private static SoundSettings settings(Path folder, SoundSettings usual) {
        return file(folder).map(file -> SoundSettings.read(file, usual)).orElse(usual);
    }

    private static Optional<ModelConfig> file(Path folder) {
        Path file = folder.resolve(ImageSettings.FILE);
        return Files.exists(file) ? Optional.of(new ModelConfig(file, JsonFile.read(file))) : Optional.empty();
    }
}
