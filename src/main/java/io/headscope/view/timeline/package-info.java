/// The view of a text as it was written: token by token, what each attended to and what it was chosen from.
@NullMarked
package io.headscope.view.timeline;

import org.jspecify.annotations.NullMarked;
