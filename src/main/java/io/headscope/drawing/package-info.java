/// Drawings as values: marks with colour roles, colour maps, scales, and the one font that measures their text.
/// What is drawn is decided in the views' layouts, how it reaches screen or file by canvas and exporters.
@NullMarked
package io.headscope.drawing;

import org.jspecify.annotations.NullMarked;
