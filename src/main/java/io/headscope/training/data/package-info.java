/// The data sets that sample models learn from, as they lie on disk, each read and checked line by line.
@NullMarked
package io.headscope.training.data;

import org.jspecify.annotations.NullMarked;
