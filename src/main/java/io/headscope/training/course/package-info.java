/// What there is to be learned: one class a sample model.
@NullMarked
package io.headscope.training.course;

import org.jspecify.annotations.NullMarked;
