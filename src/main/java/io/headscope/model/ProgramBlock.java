package io.headscope.model;

import io.headscope.model.Program.DeclaredWeight;
import java.util.List;
import java.util.Map;

/// A stretch of a program that runs by itself: mostly one layer.
///
/// @param program   the stretch, its inputs those of the whole program by their names and what earlier stretches leave by
///                  place (`x0`), its outputs by place (`out.0`)
/// @param externals what it takes, in the order of the program's inputs
/// @param leaves    what later stretches take or what was asked for, in the order of the program's outputs
/// @param form      what it does, without the names of weights and the numbers of layers: stretches of one form are one graph
public record ProgramBlock(Program program, List<Value> externals, List<Value> leaves, String form) {

    public ProgramBlock {
        externals = List.copyOf(externals);
        leaves = List.copyOf(leaves);
    }

    /// The parameters it reads, in the order of their first use.
    public List<DeclaredWeight> weights() {
        return program.weights();
    }

    /// Which value of this stretch is at the place of which of another of the same form.
    public Map<Value, Value> places(ProgramBlock other) {
        Map<Value, Value> places = new java.util.HashMap<>();
        for (int i = 0; i < externals.size(); i++) {
            places.put(other.externals.get(i), externals.get(i));
        }
        for (int i = 0; i < program.steps().size(); i++) {
            places.put(other.program.steps().get(i).result(), program.steps().get(i).result());
        }
        return places;
    }
}
