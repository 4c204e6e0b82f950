package io.headscope.training.course;

import io.headscope.attention.FloatTensor;
import io.headscope.model.InputTensor;
import io.headscope.model.Trainer;
import io.headscope.model.Trainer.Batch;
import io.headscope.training.Course.Baseline;
import io.headscope.training.Recipe;
import io.headscope.training.Score;
import io.headscope.training.data.Review;
import io.headscope.training.data.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/// What both networks that tell praise from complaint learn from: two thousand sentences, far too few to learn from alone
/// what words mean. So a teacher learns from them first ([ReviewTeacher]), and most of every batch is made up
/// ([MadeUpTexts]), with what the teacher makes of it: by its probability, not for certain (Hinton, Vinyals & Dean, 2015,
/// <https://arxiv.org/abs/1503.02531>).
final class Reviews {

    /// A text in pieces at most, with what frames it.
    static final int LONGEST = 128;

    /// Of every batch, in texts.
    private static final int READ = 8;
    private static final int MADE_UP = 56;
    /// The share of pieces hidden in what was read: a sentence must not hang on one word alone.
    private static final double HIDDEN = 0.1;
    /// The share of words in what is made up that are cut as if they were not known whole.
    private static final double CUT = 0.1;
    /// How much the label of what was read counts; what the teacher makes of it is the rest.
    private static final double LABELLED = 0.5;
    /// What a piece's evidence is multiplied with as part of its embedding.
    private static final double KNOWN = 0.5;
    private static final int LOOKED_AT_ONCE = 32;

    private final Split<Review> split;
    private final SentimentNetwork learner;
    private final WordPieces vocabulary;
    private final ReviewTeacher teacher;
    private final MadeUpTexts madeUp;
    private final LengthBatches<Example> batches;

    /// @param ids    as the network takes them
    /// @param praise how likely it is to
    private record Example(int[] ids, double praise) {}

    Reviews(Split<Review> split, SentimentNetwork learner) {
        this.split = split;
        this.learner = learner;
        this.vocabulary = WordPieces.learn(split.training().stream().map(Review::text).toList(), 2, 2, 200);
        this.teacher = new ReviewTeacher(split.training());
        this.madeUp = new MadeUpTexts(split.training());
        this.batches = new LengthBatches<>(split.training().stream().map(this::read).toList(), example -> example.ids.length, READ);
    }

    private Example read(Review review) {
        double praise = LABELLED * review.label() + (1 - LABELLED) * teacher.praise(review.text());
        return new Example(framed(vocabulary.encode(review.text())), praise);
    }

    private Example aside(Review review) {
        return new Example(framed(vocabulary.encode(review.text())), review.label());
    }

    private Example madeUp(Random random) {
        String text = madeUp.next(random);
        return new Example(framed(vocabulary.encode(text, CUT, random)), teacher.praise(text));
    }

    private int[] framed(int[] pieces) {
        return learner.framed(IntStream.of(pieces).limit(LONGEST - 2).toArray());
    }

    private static Example hidden(Example example, Random random) {
        int[] ids = IntStream.of(example.ids)
                .map(id -> id > WordPieces.MASK && random.nextDouble() < HIDDEN ? WordPieces.MASK : id)
                .toArray();
        return new Example(ids, example.praise);
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
        batches.at(step, recipe.seed()).forEach(example -> some.add(hidden(example, random)));
        for (int i = 0; i < MADE_UP; i++) {
            some.add(madeUp(random));
        }
        return batch(some);
    }

    private Batch batch(List<Example> examples) {
        float[] chances = new float[2 * examples.size()];
        for (int i = 0; i < examples.size(); i++) {
            chances[2 * i + 1] = (float) examples.get(i).praise;
            chances[2 * i] = 1 - chances[2 * i + 1];
        }
        return new Batch(inputs(examples), InputTensor.of(chances, examples.size(), 2));
    }

    private Map<String, InputTensor> inputs(List<Example> examples) {
        return learner.inputs(examples.stream().map(Example::ids).toList());
    }

    /// The accuracy on the reviews kept aside.
    Score validate(Trainer trainer) {
        List<Example> aside = split.validation().stream().map(this::aside).toList();
        int right = 0;
        double loss = 0;
        for (int from = 0; from < aside.size(); from += LOOKED_AT_ONCE) {
            List<Example> some = aside.subList(from, Math.min(aside.size(), from + LOOKED_AT_ONCE));
            loss += trainer.loss(batch(some)) * some.size();
            FloatTensor logits = trainer.logits(inputs(some));
            for (int row = 0; row < some.size(); row++) {
                right += Classes.largest(logits, row) == some.get(row).praise ? 1 : 0;
            }
        }
        return Score.share(loss / aside.size(), "accuracy", right / (double) aside.size());
    }

    /// Naive Bayes over the same words, on the same reviews.
    Baseline baseline() {
        return new Baseline("naive-bayes", NaiveBayes.ofWords(split.training()).accuracy(split.validation()));
    }

    /// A table of embeddings that begins with what the teacher knows of every piece, as the first number of its row. The others
    /// are small and random.
    ///
    /// @return [pieces, width]
    FloatTensor knowing(int width, double deviation) {
        Random random = new Random(vocabulary.size());
        float[] table = new float[vocabulary.size() * width];
        for (int at = 0; at < table.length; at++) {
            table[at] = (float) (at % width == 0
                    ? KNOWN * teacher.evidenceOf(vocabulary.letters(at / width))
                    : deviation * random.nextGaussian());
        }
        return FloatTensor.of(table, vocabulary.size(), width);
    }
}
