/// Drawings to files: one class a format, nothing half-written left behind.
@NullMarked
package io.headscope.export;

import org.jspecify.annotations.NullMarked;
