/// The focused head in numbers: what it does on average, its strongest pairs, one query meeting one key, and what it moves.
@NullMarked
package io.headscope.view.inspector;

import org.jspecify.annotations.NullMarked;
