/// Where the nodes, links and frames of a diagram lie, and what they look like. Not what they say.
@NullMarked
package io.headscope.diagram.layout;

import org.jspecify.annotations.NullMarked;
