package io.headscope.view.diagram;

import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Set;

/// Opens pages that a diagram links to, outside of Headscope. Only ever asked to once a person has said so; tests replace it.
public interface Pages {

    /// @throws IOException if the system has nothing to open it with
    void open(String address) throws IOException;

    /// Whether an address is one of a page or of a letter: nothing else is opened, programs and files least of all.
    static boolean isAddress(String address) {
        try {
            String scheme = URI.create(address.strip()).getScheme();
            return scheme != null && Set.of("http", "https", "mailto").contains(scheme.toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException none) {
            return false;
        }
    }
}
