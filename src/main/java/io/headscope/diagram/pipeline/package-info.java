/// Reads a network's program as a diagram: what is drawn cannot differ from what runs.
@NullMarked
package io.headscope.diagram.pipeline;

import org.jspecify.annotations.NullMarked;
