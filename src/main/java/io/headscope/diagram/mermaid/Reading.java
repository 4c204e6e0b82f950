package io.headscope.diagram.mermaid;

import io.headscope.diagram.Diagram;

/// What became of a text.
public sealed interface Reading {

    /// It is a flowchart.
    record Flowchart(Diagram diagram) implements Reading {}

    /// It is none, and why.
    record Refused(Fault fault) implements Reading {}

    /// @param source what to call the text: its file's name
    /// @throws io.headscope.message.ProblemException if it was refused
    default Diagram orThrow(Object source) {
        return switch (this) {
            case Flowchart(Diagram diagram) -> diagram;
            case Refused(Fault fault) -> throw fault.in(source);
        };
    }
}
