package io.headscope.model;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.Layouts;
import io.headscope.attention.Stack;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A checkpoint's network: its program and what one must know to feed it and to read its answer.
///
/// @param family       the id of the family that wrote it (`gpt2`)
/// @param architecture the class name that `config.json` gives (`GPT2LMHeadModel`)
/// @param program      the network itself
/// @param answer       what its logits say
/// @param intakes      what it takes in, in the order in which people are asked for it
/// @param layouts      what its positions are
/// @param basePrefix   what the weights of the base model are prefixed with (`transformer.`); files may leave it out
/// @param counting     how it counts positions of a text that are not given
/// @param target       what its decoder begins with, where it reads one thing and writes a text
/// @param completion   what of its inputs is made of others
public record Network(
        String family,
        String architecture,
        Program program,
        Answer answer,
        List<Intake> intakes,
        Layouts layouts,
        String basePrefix,
        Counting counting,
        @Nullable Target target,
        Completion completion) {

    public Network {
        intakes = List.copyOf(intakes);
    }

    /// Of inputs that are all given.
    public Network(
            String family,
            String architecture,
            Program program,
            Answer answer,
            List<Intake> intakes,
            Layouts layouts,
            String basePrefix,
            Counting counting,
            @Nullable Target target) {
        this(family, architecture, program, answer, intakes, layouts, basePrefix, counting, target, Completion.NONE);
    }

    /// The same with another program, which needs no more weights than this one.
    public Network with(Program other) {
        return new Network(
                family, architecture, other, answer, intakes, layouts, basePrefix, counting, target, completion);
    }

    /// The same, with inputs that are made of others.
    public Network with(Completion other) {
        return new Network(family, architecture, program, answer, intakes, layouts, basePrefix, counting, target, other);
    }

    /// Of what has no text to count.
    public Network(
            String family,
            String architecture,
            Program program,
            Answer answer,
            List<Intake> intakes,
            Layouts layouts,
            String basePrefix) {
        this(family, architecture, program, answer, intakes, layouts, basePrefix, usual(program), null);
    }

    /// Of text alone: `input_ids` and, where there is a target, `decoder_input_ids`.
    ///
    /// @param positions  the longest input it takes, in tokens
    /// @param vocabulary the number of token ids it knows
    public Network(
            String family,
            String architecture,
            Program program,
            Answer answer,
            int positions,
            int vocabulary,
            String basePrefix,
            Counting counting,
            @Nullable Target target) {
        this(
                family,
                architecture,
                program,
                answer,
                texts(program, positions, vocabulary, target),
                Layouts.TEXT,
                basePrefix,
                counting,
                target);
    }

    /// A network of one stack that counts as its kind does: a decoder leaves padding before the text out.
    public Network(
            String family,
            String architecture,
            Program program,
            Answer answer,
            int positions,
            int vocabulary,
            String basePrefix) {
        this(family, architecture, program, answer, positions, vocabulary, basePrefix, usual(program), null);
    }

    private static Counting usual(Program program) {
        return first(program) == Stack.DECODER ? new Counting.FromText() : new Counting.Positions(0);
    }

    private static Stack first(Program program) {
        return program.sites().isEmpty() ? Stack.ENCODER : program.sites().getFirst().stack();
    }

    private static List<Intake> texts(Program program, int positions, int vocabulary, @Nullable Target target) {
        boolean pairs = program.inputs().containsKey("token_type_ids")
                || (target != null && target.rereads())
                || (target == null && program.sites().stream().allMatch(site -> site.stack() == Stack.ENCODER));
        List<Intake> intakes = new ArrayList<>();
        intakes.add(new Intake.Text(first(program), "input_ids", positions, vocabulary, pairs));
        if (target != null && !target.rereads()) {
            intakes.add(new Intake.Target(Stack.DECODER, "decoder_input_ids", positions, vocabulary));
        }
        return intakes;
    }

    /// How large the pictures and sounds among `given` are, where the network can be written for their size and is not
    /// yet; else [Extent#USUAL].
    public Extent extent(Map<String, InputTensor> given) {
        return intakes.stream()
                .map(intake -> extent(intake, given.get(intake.input())))
                .filter(extent -> !extent.equals(Extent.USUAL))
                .findFirst()
                .orElse(Extent.USUAL);
    }

    private static Extent extent(Intake intake, @Nullable InputTensor given) {
        if (given == null) {
            return Extent.USUAL;
        }
        long[] shape = given.shape();
        return switch (intake) {
            case Intake.Image image when image.resizes()
                            && shape.length == 4
                            && (shape[2] != image.height() || shape[3] != image.width()) ->
                new Extent.Picture(Math.toIntExact(shape[2]), Math.toIntExact(shape[3]));
            case Intake.Samples samples when shape.length == 2 && shape[1] != samples.samples() ->
                new Extent.Sound(Math.toIntExact(shape[1]));
            case Intake.Text _, Intake.Target _, Intake.Image _, Intake.Samples _, Intake.Spectrogram _ -> Extent.USUAL;
        };
    }

    /// What it takes in of one kind, if it does.
    public <I extends Intake> Optional<I> intake(Class<I> kind) {
        return intakes.stream().filter(kind::isInstance).map(kind::cast).findFirst();
    }

    /// The longest text it takes, in tokens; 0 if it takes none.
    public int positions() {
        return intake(Intake.Text.class).map(Intake.Text::positions)
                .or(() -> intake(Intake.Target.class).map(Intake.Target::positions))
                .orElse(0);
    }

    /// The number of token ids it knows; 0 if it takes no text.
    public int vocabulary() {
        return intake(Intake.Text.class).map(Intake.Text::vocabulary)
                .or(() -> intake(Intake.Target.class).map(Intake.Target::vocabulary))
                .orElse(0);
    }

    /// Whether it reads a text.
    public boolean takesText() {
        return intake(Intake.Text.class).isPresent();
    }

    /// Whether it looks at a picture.
    public boolean takesPicture() {
        return intake(Intake.Image.class).isPresent();
    }

    /// Whether it listens to a sound.
    public boolean takesSound() {
        return intake(Intake.Samples.class).isPresent() || intake(Intake.Spectrogram.class).isPresent();
    }

    /// Whether it tells a second text from the first; to others a second text is nothing but more of the first.
    public boolean takesTwoTexts() {
        return intake(Intake.Text.class).map(Intake.Text::pairs).orElse(false);
    }

    /// Whether it can go on with a text from left to right.
    public boolean writes() {
        List<AttentionSite> own = program.sites().stream()
                .filter(site -> site.stack() == Stack.DECODER && site.kind() == AttentionSite.Kind.SELF)
                .toList();
        return (answer instanceof Answer.NextToken || answer instanceof Answer.NextItem)
                && program.outputs().containsKey("logits")
                && !own.isEmpty()
                && own.stream().allMatch(site -> program.attention(site).mask().isCausal());
    }

    /// Whether it writes a text of its own.
    public boolean takesTarget() {
        return target != null && !target.rereads();
    }

    /// The same where some weights are not to be had: without its answer, or another output, if these need them. Nothing
    /// where that costs attention.
    public Optional<Network> without(Collection<Program.DeclaredWeight> weights) {
        return program.without(weights).map(this::rest);
    }

    /// The same without what is computed of the last hidden states: of a part of a network they answer nothing.
    public Network withoutAnswer() {
        return rest(program.without(Set.copyOf(answer.outputs())));
    }

    private Network rest(Program rest) {
        return new Network(
                family,
                architecture,
                rest,
                rest.outputs().keySet().containsAll(answer.outputs()) ? answer : new Answer.None(),
                intakes,
                layouts,
                basePrefix,
                counting,
                target,
                completion);
    }
}
