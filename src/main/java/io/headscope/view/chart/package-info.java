/// Curves over an axis: charts of JFreeChart's, written as marks.
@NullMarked
package io.headscope.view.chart;

import org.jspecify.annotations.NullMarked;
