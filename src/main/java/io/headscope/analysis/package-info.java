/// Numbers that sum up what heads do: pure functions over traces.
@NullMarked
package io.headscope.analysis;

import org.jspecify.annotations.NullMarked;
