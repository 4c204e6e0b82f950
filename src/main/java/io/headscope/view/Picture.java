package io.headscope.view;

import io.headscope.drawing.Drawing;

/// What a layout makes: a drawing that knows what of the trace lies where in it.
public interface Picture {

    Drawing drawing();
}
