package io.headscope.model;

import java.util.List;

/// A tensor that a program passes along, known by number, type and symbolic shape.
public record Value(int id, ElementType type, List<Dim> shape) {

    public Value {
        shape = List.copyOf(shape);
    }

    public int rank() {
        return shape.size();
    }

    /// The axis at `axis`; negative axes count from the last.
    public Dim dim(int axis) {
        return shape.get(axis < 0 ? rank() + axis : axis);
    }

    /// The length of a fixed axis.
    ///
    /// @throws IllegalArgumentException if it is known only when the program runs
    public long length(int axis) {
        if (dim(axis) instanceof Dim.Fixed(long length)) {
            return length;
        }
        throw new IllegalArgumentException("axis " + axis + " of " + shape + " has no fixed length");
    }

    /// What it is called among the values of its program: `%12`.
    public String name() {
        return "%" + id;
    }

    @Override
    public String toString() {
        return name() + " " + type + shape;
    }
}
