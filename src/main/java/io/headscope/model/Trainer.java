package io.headscope.model;

import io.headscope.attention.FloatTensor;
import io.headscope.attention.Trace;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// Changes the weights of a network so that its logits predict targets. The port that training is written against.
public interface Trainer extends AutoCloseable {

    /// The target where nothing is to be predicted: padding, and what is only read.
    long IGNORED = -100;

    /// What to learn from at once.
    ///
    /// @param inputs  of the program, the batch first
    /// @param targets the right class wherever there is one to choose, else [#IGNORED]: the shape of the logits without the
    ///                axis of the classes ([Answer#classAxis]). Or, as numbers with a fraction, how likely every class is to
    ///                be the right one, the classes last, as a teacher has it (Hinton, Vinyals & Dean, 2015,
    ///                <https://arxiv.org/abs/1503.02531>); not for [Loss#CROSS_ENTROPY_AND_DICE]
    record Batch(Map<String, InputTensor> inputs, InputTensor targets) {
        public Batch {
            inputs = Map.copyOf(inputs);
        }
    }

    /// What is to become small.
    enum Loss {
        /// The mean of -ln p over all targets, p the probability of the right class.
        CROSS_ENTROPY,
        /// The same, and 1 - (2 Σ p t + 1) / (Σ p + Σ t + 1) besides, the mean over the examples of a batch and all classes
        /// but the first; t is 1 where the class is the target and 0 elsewhere (after Milletari et al., 2016, section 3,
        /// <https://arxiv.org/abs/1606.04797>, without their squares). Small things in large pictures count as much as large ones.
        CROSS_ENTROPY_AND_DICE
    }

    /// How to learn.
    ///
    /// @param seed        the same seed gives the same weights, on the same machine
    /// @param weightDecay how much matrices shrink by themselves, as a share of the learning rate
    /// @param smoothing   the share of every target that is given to all classes alike (Szegedy et al., 2016, section 7,
    ///                    <https://arxiv.org/abs/1512.00567>)
    /// @param loss        what is to become small
    record Settings(int seed, double weightDecay, double smoothing, Loss loss) {

        public Settings(int seed, double weightDecay, double smoothing) {
            this(seed, weightDecay, smoothing, Loss.CROSS_ENTROPY);
        }

        public static Settings of(int seed) {
            return new Settings(seed, 0.1, 0);
        }
    }

    /// One step down the gradient.
    ///
    /// @return the mean loss before it, in nats a target; what [Loss] adds is added
    double step(Batch batch, double learningRate);

    /// The mean cross-entropy without dropout, smoothing and learning, in nats a target.
    double loss(Batch batch);

    /// What the network answers as it is now.
    ///
    /// @return its logits, the batch first
    FloatTensor logits(Map<String, InputTensor> inputs);

    /// What every head attends to as it is now, without dropout.
    ///
    /// @param outputs of the program that are wanted besides (`logits`)
    /// @return whoever asks closes it
    Trace trace(ModelInput input, List<String> outputs);

    /// The weights as they are now, by the names the program declares.
    SequencedMap<String, FloatTensor> weights();

    /// Everything that learning goes on from: the weights, and what is remembered of their gradients.
    SequencedMap<String, FloatTensor> state();

    /// Goes on from a [#state].
    ///
    /// @param steps that had been taken
    /// @throws IllegalArgumentException if it is the state of another network
    void restore(Map<String, FloatTensor> state, int steps);

    @Override
    void close();
}
