package io.headscope.model;

import io.headscope.attention.FloatTensor;
import java.util.SequencedMap;

/// Changes the weights of a network so that its logits predict targets. The port that training is written against.
public interface Trainer extends AutoCloseable {

    /// What to learn from at once.
    ///
    /// @param inputs  of the program, [batch, tokens] each
    /// @param targets the right token at every position                [batch, tokens]
    record Batch(java.util.Map<String, InputTensor> inputs, InputTensor targets) {
        public Batch {
            inputs = java.util.Map.copyOf(inputs);
        }
    }

    /// One step down the gradient.
    ///
    /// @return the mean loss before it, in nats a target
    double step(Batch batch, double learningRate);

    /// The mean loss without dropout and without learning, in nats a target.
    double loss(Batch batch);

    /// The weights as they are now, by the names the program declares.
    SequencedMap<String, FloatTensor> weights();

    @Override
    void close();
}
