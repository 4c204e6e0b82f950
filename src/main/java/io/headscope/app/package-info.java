/// Puts Headscope together: the launcher, the command line, the one list of everything that can be added, and the wiring
/// of the window. The only package that sees the engines.
@NullMarked
package io.headscope.app;

import org.jspecify.annotations.NullMarked;
