/// The view over pictures and sounds: what a head attends to, laid over what the network saw or heard.
@NullMarked
package io.headscope.view.overlay;

import org.jspecify.annotations.NullMarked;
