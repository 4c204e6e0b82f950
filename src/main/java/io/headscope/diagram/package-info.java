/// Diagrams as values: nodes, links, subgraphs, styles. Not how their text reads, where they lie or how they are painted.
@NullMarked
package io.headscope.diagram;

import org.jspecify.annotations.NullMarked;
