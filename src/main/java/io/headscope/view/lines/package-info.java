/// The view of heads as lines: queries at the left, keys at the right, several heads at once in colours of their own.
@NullMarked
package io.headscope.view.lines;

import org.jspecify.annotations.NullMarked;
