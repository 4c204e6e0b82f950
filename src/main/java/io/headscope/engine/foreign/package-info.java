/// Networks that Headscope has not written: what an engine finds in them becomes sites, a proof, and traces like any other.
@NullMarked
package io.headscope.engine.foreign;

import org.jspecify.annotations.NullMarked;
