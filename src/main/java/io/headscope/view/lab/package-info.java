/// The mechanism lab in the window: formula, inputs to edit, every matrix with its numbers, steps, examples and lessons.
@NullMarked
package io.headscope.view.lab;

import org.jspecify.annotations.NullMarked;
