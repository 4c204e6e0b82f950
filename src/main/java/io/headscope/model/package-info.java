/// Networks as values: a family writes a [Program] through [Ops], readers run, check and draw it. The ports to the
/// engines are here; what implements them is not known here.
@NullMarked
package io.headscope.model;

import org.jspecify.annotations.NullMarked;
