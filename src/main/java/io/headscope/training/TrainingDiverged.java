package io.headscope.training;

/// The loss became NaN: the weights are of no use from this step on.
public final class TrainingDiverged extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int step;

    TrainingDiverged(int step) {
        super("the loss is not a number at step " + step);
        this.step = step;
    }

    /// The step whose loss was no number, from 0.
    public int step() {
        return step;
    }
}
