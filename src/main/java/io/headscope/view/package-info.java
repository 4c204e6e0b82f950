/// What a view is. Each view has a folder of its own below: XVisualization, XViewModel, XLayout, XPane.
@NullMarked
package io.headscope.view;

import org.jspecify.annotations.NullMarked;
