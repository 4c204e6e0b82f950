/// Long work: off the window's thread, with progress and a way to stop it. The only package that starts threads.
@NullMarked
package io.headscope.task;

import org.jspecify.annotations.NullMarked;
