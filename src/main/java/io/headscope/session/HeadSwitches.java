package io.headscope.session;

import io.headscope.attention.HeadAddress;
import java.util.LinkedHashSet;
import java.util.Set;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/// Which heads of the open model are switched off: what they put out is taken for zeros in every run, until they are switched
/// on again.
public final class HeadSwitches {

    private final ReadOnlyObjectWrapper<Set<HeadAddress>> off = new ReadOnlyObjectWrapper<>(Set.of());
    private final ReadOnlyBooleanWrapper possible = new ReadOnlyBooleanWrapper();

    /// Those that are off.
    public ReadOnlyObjectProperty<Set<HeadAddress>> off() {
        return off.getReadOnlyProperty();
    }

    /// Whether there is a model whose heads can be switched off.
    public ReadOnlyBooleanProperty possible() {
        return possible.getReadOnlyProperty();
    }

    public boolean isOff(HeadAddress head) {
        return off.get().contains(head);
    }

    /// Switches a head off, or on again.
    public void toggle(HeadAddress head) {
        if (possible.get()) {
            Set<HeadAddress> next = new LinkedHashSet<>(off.get());
            if (!next.remove(head)) {
                next.add(head);
            }
            off.set(Set.copyOf(next));
        }
    }

    /// Switches all heads on.
    public void restoreAll() {
        off.set(Set.of());
    }

    /// Turns to another model, all of whose heads are on.
    void turnTo(boolean canSwitch) {
        restoreAll();
        possible.set(canSwitch);
    }
}
