package io.headscope.session;

import io.headscope.message.Messages;
import io.headscope.message.ProblemException;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/// What has gone wrong and has not been read yet, oldest first.
public final class Notices {

    private final ErrorLog log;
    private final ObservableList<Notice> unread = FXCollections.observableArrayList();
    // Kept: it hears of changes only as long as someone holds it.
    private final ObservableList<Notice> shown = FXCollections.unmodifiableObservableList(unread);

    public Notices(ErrorLog log) {
        this.log = log;
    }

    public ObservableList<Notice> unread() {
        return shown;
    }

    /// Puts a failure before the person. The same sentence is not shown twice.
    public void report(Throwable failure) {
        Notice notice = notice(failure);
        String sentence = notice.sentence(Messages.ENGLISH);
        unread.removeIf(other -> other.sentence(Messages.ENGLISH).equals(sentence));
        unread.add(notice);
    }

    /// The person has read it.
    public void dismiss(Notice notice) {
        unread.remove(notice);
    }

    public void dismissAll() {
        unread.clear();
    }

    private Notice notice(Throwable failure) {
        return failure instanceof ProblemException problem
                ? new Notice.Foreseen(problem)
                : new Notice.Unforeseen(log.record(failure));
    }
}
