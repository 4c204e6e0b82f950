/// The model families: one class each, which writes the program that a checkpoint's configuration describes.
@NullMarked
package io.headscope.model.family;

import org.jspecify.annotations.NullMarked;
