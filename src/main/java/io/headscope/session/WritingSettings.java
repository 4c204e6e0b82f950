package io.headscope.session;

import io.headscope.generation.Choice;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleIntegerProperty;

/// How texts are to be written: how long, and by chance or not.
public final class WritingSettings {

    /// What is written where nobody says how much.
    static final int USUAL_LIMIT = 40;

    private static final int USUAL_TOP = 50;

    private final IntegerProperty limit = new SimpleIntegerProperty(USUAL_LIMIT);
    private final BooleanProperty byChance = new SimpleBooleanProperty();
    private final DoubleProperty temperature = new SimpleDoubleProperty(1);
    private final IntegerProperty top = new SimpleIntegerProperty(USUAL_TOP);
    private long seed;

    /// The most tokens to write.
    public IntegerProperty limit() {
        return limit;
    }

    /// Whether tokens are chosen by chance; else the likeliest is, always.
    public BooleanProperty byChance() {
        return byChance;
    }

    public DoubleProperty temperature() {
        return temperature;
    }

    /// How many of the likeliest tokens are chosen among.
    public IntegerProperty top() {
        return top;
    }

    /// By chance, another text every time it is asked for.
    Choice next() {
        return byChance.get() ? new Choice.Sample(temperature.get(), top.get(), seed++) : Choice.GREEDY;
    }
}
