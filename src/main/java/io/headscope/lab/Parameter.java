package io.headscope.lab;

import io.headscope.message.Messages;
import java.util.List;

/// Something of a mechanism that can be set besides its matrices. Its name is the message `lab.parameter.<id>`.
public sealed interface Parameter {

    String id();

    /// What it is unless it is set.
    double usual();

    /// `value` where it is one this can have, or the nearest that is.
    double nearest(double value);

    default String title(Messages messages) {
        return messages.text("lab.parameter." + id());
    }

    /// A whole number.
    record Whole(String id, double usual, int least, int most) implements Parameter {
        @Override
        public double nearest(double value) {
            return Math.clamp(Math.round(value), least, most);
        }
    }

    /// Any number in a range.
    record Real(String id, double usual, double least, double most) implements Parameter {
        @Override
        public double nearest(double value) {
            return Math.clamp(value, least, most);
        }
    }

    /// One of several ways, by its place among them. Their names are below the parameter's: `lab.parameter.combine.sum`.
    record Choice(String id, List<String> ways) implements Parameter {
        public Choice {
            ways = List.copyOf(ways);
        }

        /// What one of the ways is called.
        public String way(String way, Messages messages) {
            return messages.text("lab.parameter." + id + "." + way);
        }

        @Override
        public double usual() {
            return 0;
        }

        @Override
        public double nearest(double value) {
            return Math.clamp(Math.round(value), 0, ways.size() - 1);
        }
    }
}
