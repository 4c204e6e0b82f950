/// Text, and later pictures and sounds, to what a network takes, every position with its span back into the source.
/// Nothing here runs a network.
@NullMarked
package io.headscope.input;

import org.jspecify.annotations.NullMarked;
