package io.headscope.session;

import io.headscope.message.Messages;
import io.headscope.message.ProblemException;

/// Something a person has to read. It stays until they put it away.
public sealed interface Notice {

    /// What happened, where and what to do.
    String sentence(Messages messages);

    /// What people brought cannot be used.
    record Foreseen(ProblemException problem) implements Notice {
        @Override
        public String sentence(Messages messages) {
            return problem.sentence(messages);
        }
    }

    /// Our fault.
    record Unforeseen(ErrorLog.Entry entry) implements Notice {
        @Override
        public String sentence(Messages messages) {
            return messages.format("session.unforeseen", entry.code(), entry.file());
        }
    }
}
