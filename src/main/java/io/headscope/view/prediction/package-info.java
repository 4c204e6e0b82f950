/// The view of what a network answers: the next token, the masked one, or the class, with probabilities.
@NullMarked
package io.headscope.view.prediction;

import org.jspecify.annotations.NullMarked;
