/// The view of one head: its matrix with the tokens on both axes, to zoom, to pan and to read numbers from.
@NullMarked
package io.headscope.view.head;

import org.jspecify.annotations.NullMarked;
