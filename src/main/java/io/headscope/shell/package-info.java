/// The window: panels, actions, dialogs. What they show is in `session`, what they show it with in `view`.
@NullMarked
package io.headscope.shell;

import org.jspecify.annotations.NullMarked;
