/// What a network attended to: the trace of one run, its maps, and the addresses that every number leaving them carries.
/// Nothing here knows how a trace is made or drawn.
@NullMarked
package io.headscope.attention;

import org.jspecify.annotations.NullMarked;
