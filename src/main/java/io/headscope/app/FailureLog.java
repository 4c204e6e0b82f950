package io.headscope.app;

import io.headscope.session.ErrorLog;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Writes failures that nobody foresaw into Headscope's log, under a code by which they are found again.
public final class FailureLog implements ErrorLog {

    private static final Logger LOG = Logger.getLogger("io.headscope.failure");

    @Override
    public Entry record(Throwable failure) {
        String code = code(failure);
        LOG.log(Level.SEVERE, code, failure);
        return new Entry(code, Logging.file());
    }

    /// The same failure at the same place has the same code, whatever was open and on whatever machine.
    private static String code(Throwable failure) {
        int hash = 0;
        for (Throwable part = failure; part != null; part = part.getCause()) {
            hash = 31 * hash + part.getClass().getName().hashCode();
            for (StackTraceElement frame : part.getStackTrace()) {
                if (frame.getClassName().startsWith("io.headscope.")) {
                    hash = 31 * hash + (frame.getClassName() + frame.getMethodName()).hashCode();
                }
            }
        }
        return "HS-%06X".formatted(hash & 0xFFFFFF);
    }
}
