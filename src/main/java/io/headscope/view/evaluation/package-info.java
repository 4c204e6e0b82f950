/// The view of how well the open model does on a data set: its measures, the confusion matrix, and the examples behind them.
@NullMarked
package io.headscope.view.evaluation;

import org.jspecify.annotations.NullMarked;
