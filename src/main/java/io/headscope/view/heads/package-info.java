/// The view of all heads at once: one small picture each, layers by heads.
@NullMarked
package io.headscope.view.heads;

import org.jspecify.annotations.NullMarked;
