/// Attention on matrices small enough to follow by hand: mechanisms as their papers have them, every number with where it
/// came from, ready-made examples, and lessons. What of it is seen in a window is in `view.lab`.
@NullMarked
package io.headscope.lab;

import org.jspecify.annotations.NullMarked;
