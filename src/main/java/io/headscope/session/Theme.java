package io.headscope.session;

/// Light or dark.
public enum Theme {
    LIGHT,
    DARK
}
