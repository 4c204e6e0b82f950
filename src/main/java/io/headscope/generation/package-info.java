/// Texts that networks write, token by token: what is chosen among the likeliest, when it ends, and what every token
/// attended to when it was written. How a network is run is not known here.
@NullMarked
package io.headscope.generation;

import org.jspecify.annotations.NullMarked;
