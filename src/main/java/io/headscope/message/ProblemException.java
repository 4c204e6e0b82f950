package io.headscope.message;

import java.util.List;

/// A foreseen failure on its way to the person: the [Problem] and what its sentence needs.
/// The exception's own message is the English sentence; a window shows [#sentence] in its language.
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Problem problem;
    private final transient List<Object> arguments;

    public ProblemException(Problem problem, Object... arguments) {
        super(Messages.ENGLISH.format(problem.key(), arguments));
        this.problem = problem;
        this.arguments = List.of(arguments);
    }

    public ProblemException(Throwable cause, Problem problem, Object... arguments) {
        this(problem, arguments);
        initCause(cause);
    }

    public Problem problem() {
        return problem;
    }

    /// What happened, where and what to do, in the language of `messages`.
    public String sentence(Messages messages) {
        return messages.format(problem.key(), arguments.toArray());
    }
}
