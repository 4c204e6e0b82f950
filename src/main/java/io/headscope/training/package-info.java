/// Trains the sample models, through the same families that run them: how a training goes, whatever it is of.
@NullMarked
package io.headscope.training;

import org.jspecify.annotations.NullMarked;
