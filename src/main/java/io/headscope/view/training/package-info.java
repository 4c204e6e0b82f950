/// The view of a training: what is learned, how far it is, its curves, and how the heads come about meanwhile.
@NullMarked
package io.headscope.view.training;

import org.jspecify.annotations.NullMarked;
