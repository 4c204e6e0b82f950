/// How good answers are: one class a measure, each a pure function of what was answered and what would have been right.
/// Nothing here knows how the answers came about.
@NullMarked
package io.headscope.measure;

import org.jspecify.annotations.NullMarked;
