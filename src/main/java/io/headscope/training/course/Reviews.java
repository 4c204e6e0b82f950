package io.headscope.training.course;

import io.headscope.attention.FloatTensor;
import io.headscope.model.InputTensor;
import io.headscope.model.Trainer;
import io.headscope.model.Trainer.Batch;
import io.headscope.training.Course.Baseline;
import io.headscope.training.Recipe;
import io.headscope.training.Score;
import io.headscope.training.Watched;
import io.headscope.training.data.Review;
import io.headscope.training.data.Split;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// What both networks that tell praise from complaint learn from: two thousand sentences, far too few to learn from alone
/// what words mean. So every batch holds as many made-up texts again, stretches of one or two reviews, called what Naive Bayes
/// over words and pairs of words ([NaiveBayes]) makes of them: by its probability, not for certain.
final class Reviews {

    private static final int BATCH = 32;
    private static final int LONGEST = 128;
    /// The share of words hidden in training: a sentence must not hang on one word alone.
    private static final double HIDDEN = 0.3;
    /// Naive Bayes takes words for independent and is far too sure of itself: its logarithms are divided by this.
    private static final double CAUTION = 2;
    private static final int SHORTEST_STRETCH = 2;
    /// What a piece's evidence, a number between -3 and 3 mostly, is multiplied with as part of its embedding.
    private static final double KNOWN = 0.3;

    private final Split<Review> split;
    private final WordPieces vocabulary;
    private final LengthBatches<Example> batches;
    private final List<List<String>> words;
    private final NaiveBayes<String> teacher;
    private final UnaryOperator<int[]> framing;
    private final Function<List<int[]>, Map<String, InputTensor>> inputs;

    /// @param ids as the network takes them
    private record Example(int[] ids, int label) {}

    /// @param data    the folder of the reviews
    /// @param framing what stands around the pieces of a text
    /// @param inputs  of the network, from several texts
    Reviews(Path data, UnaryOperator<int[]> framing, Function<List<int[]>, Map<String, InputTensor>> inputs) {
        this.split = Review.split(data);
        this.framing = framing;
        this.inputs = inputs;
        this.vocabulary = WordPieces.learn(split.training().stream().map(Review::text).toList(), 2, 200);
        this.words = split.training().stream().map(review -> WordPieces.words(review.text())).filter(text -> !text.isEmpty()).toList();
        this.teacher = NaiveBayes.ofPairs(split.training());
        this.batches = new LengthBatches<>(split.training().stream().map(this::example).toList(), example -> example.ids.length, BATCH);
    }

    private Example example(Review review) {
        int[] pieces = vocabulary.encode(review.text());
        return new Example(framing.apply(IntStream.of(pieces).limit(LONGEST - 2).toArray()), review.label());
    }

    /// What both are watched on.
    static List<Watched> watched() {
        return List.of(
                Watched.text("The plot is thin, but I loved every minute of it."),
                Watched.text("Not good at all: I would not buy it again."));
    }

    WordPieces vocabulary() {
        return vocabulary;
    }

    int batchesPerRound() {
        return batches.perRound();
    }

    Batch batch(int step, Recipe recipe) {
        Random random = new Random(recipe.seed() * 7919L + step);
        List<Example> some = new ArrayList<>();
        batches.at(step, recipe.seed()).forEach(example -> some.add(new Example(hidden(example.ids, random), example.label)));
        for (int i = 0; i < BATCH; i++) {
            some.add(madeUp(random));
        }
        return batch(some);
    }

    private static int[] hidden(int[] ids, Random random) {
        return IntStream.of(ids)
                .map(id -> id > WordPieces.MASK && random.nextDouble() < HIDDEN ? WordPieces.MASK : id)
                .toArray();
    }

    private Example madeUp(Random random) {
        String text = stretch(random) + (random.nextBoolean() ? " " + stretch(random) : "");
        double praise = 1 / (1 + Math.exp(-teacher.evidence(text) / CAUTION));
        return example(new Review(text, random.nextDouble() < praise ? 1 : 0));
    }

    private String stretch(Random random) {
        List<String> text = words.get(random.nextInt(words.size()));
        int length = Math.min(text.size(), SHORTEST_STRETCH + random.nextInt(text.size()));
        int start = random.nextInt(text.size() - length + 1);
        return String.join(" ", text.subList(start, start + length));
    }

    private Batch batch(List<Example> examples) {
        return new Batch(
                inputs.apply(examples.stream().map(Example::ids).toList()),
                InputTensor.of(examples.stream().mapToLong(Example::label).toArray(), examples.size()));
    }

    /// The accuracy on the reviews kept aside.
    Score validate(Trainer trainer) {
        List<Example> aside = split.validation().stream().map(this::example).toList();
        int right = 0;
        double loss = 0;
        for (int from = 0; from < aside.size(); from += BATCH) {
            List<Example> some = aside.subList(from, Math.min(aside.size(), from + BATCH));
            Batch batch = batch(some);
            loss += trainer.loss(batch) * some.size();
            FloatTensor logits = trainer.logits(batch.inputs());
            for (int row = 0; row < some.size(); row++) {
                right += Classes.largest(logits, row) == some.get(row).label ? 1 : 0;
            }
        }
        return Score.share(loss / aside.size(), "accuracy", right / (double) aside.size());
    }

    /// Naive Bayes over the same words, on the same reviews.
    Baseline baseline() {
        return new Baseline("naive-bayes", NaiveBayes.ofWords(split.training()).accuracy(split.validation()));
    }

    /// A table of embeddings that knows of every piece how much more likely it is in praise than in complaint: Naive Bayes' own
    /// weights of the pieces, as the first number of every row (after Wang & Manning, 2012, section 2.4,
    /// <https://aclanthology.org/P12-2018>). The others are small and random.
    ///
    /// @return [pieces, width]
    FloatTensor knowing(int width, double deviation) {
        NaiveBayes<Integer> pieces = new NaiveBayes<>(
                split.training(), text -> IntStream.of(vocabulary.encode(text)).boxed().toList());
        Random random = new Random(vocabulary.size());
        float[] table = new float[vocabulary.size() * width];
        for (int at = 0; at < table.length; at++) {
            table[at] = (float) (at % width == 0 ? KNOWN * pieces.evidenceOf(at / width) : deviation * random.nextGaussian());
        }
        return FloatTensor.of(table, vocabulary.size(), width);
    }
}
