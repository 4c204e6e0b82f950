/// Asks a network all that a data set asks, and counts how well it answers. The data is read, and what of it was kept aside
/// is known, as in training; who runs the network is the port [io.headscope.evaluation.Examinee].
@NullMarked
package io.headscope.evaluation;

import org.jspecify.annotations.NullMarked;
