package io.headscope.view.diagram;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/// The system's own browser.
public final class NativePages implements Pages {

    @Override
    public void open(String address) throws IOException {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        List<String> opener = system.contains("win")
                ? List.of("rundll32", "url.dll,FileProtocolHandler", address)
                : List.of(system.contains("mac") ? "open" : "xdg-open", address);
        new ProcessBuilder(opener)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
