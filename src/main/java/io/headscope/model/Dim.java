package io.headscope.model;

/// The length of one axis of a value: known when the program is written, or when it runs.
public sealed interface Dim {

    /// How many inputs run together.
    Dim BATCH = new Named("batch");

    static Dim of(long length) {
        return new Fixed(length);
    }

    static Dim named(String name) {
        return new Named(name);
    }

    /// @param length at least 1
    record Fixed(long length) implements Dim {
        public Fixed {
            if (length < 1) {
                throw new IllegalArgumentException("length " + length);
            }
        }

        @Override
        public String toString() {
            return Long.toString(length);
        }
    }

    /// A length that inputs bring along; axes of one name have one length.
    record Named(String name) implements Dim {
        @Override
        public String toString() {
            return name;
        }
    }
}
