package io.headscope.session;

import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.util.Subscription;

/// Whether any view shows what passes the network's steps. Runs tell of it only as long as one does.
public final class StepWatching {

    private final ReadOnlyBooleanWrapper watched = new ReadOnlyBooleanWrapper();
    private int watchers;

    public ReadOnlyBooleanProperty watched() {
        return watched.getReadOnlyProperty();
    }

    /// Watches until unsubscribed.
    public Subscription watch() {
        count(1);
        return () -> count(-1);
    }

    private void count(int more) {
        watchers += more;
        watched.set(watchers > 0);
    }
}
