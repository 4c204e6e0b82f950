/// Trains the sample models, through the same families that run them.
@NullMarked
package io.headscope.training;

import org.jspecify.annotations.NullMarked;
