package io.headscope.session;

import io.headscope.message.Phrase;
import java.util.List;

/// What the newest run took.
///
/// @param millis  from text to trace
/// @param tokens  the length of the input
/// @param remarks what became of the input, for people
public record LastRun(double millis, int tokens, List<Phrase> remarks) {}
