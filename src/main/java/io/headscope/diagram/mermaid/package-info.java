/// Mermaid's flowchart language: from text to diagrams and back. Not layout, not painting.
@NullMarked
package io.headscope.diagram.mermaid;

import org.jspecify.annotations.NullMarked;
