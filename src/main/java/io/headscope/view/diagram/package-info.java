/// Diagrams: the open network's own pipeline, and Mermaid flowcharts beside their text.
@NullMarked
package io.headscope.view.diagram;

import org.jspecify.annotations.NullMarked;
