/// Pictures: decoded from files as Pillow decodes them, and brought to the size and the numbers that a network takes as
/// the image processors of Hugging Face transformers bring them. Nothing here knows a family of networks.
@NullMarked
package io.headscope.input.image;

import org.jspecify.annotations.NullMarked;
