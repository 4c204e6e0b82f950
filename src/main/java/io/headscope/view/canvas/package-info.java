/// Drawings on the screen: the canvas that paints them, the work of laying them out, the controls beside them. What all
/// views share and no layout needs.
@NullMarked
package io.headscope.view.canvas;

import org.jspecify.annotations.NullMarked;
