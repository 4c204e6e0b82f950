/// What is open: the checkpoint, its trace, what the person has chosen. JavaFX properties and collections only, no controls.
@NullMarked
package io.headscope.session;

import org.jspecify.annotations.NullMarked;
