/// Sounds: read from files, brought to the rate and the numbers that a network takes as the feature extractors of Hugging
/// Face transformers bring them. Nothing here knows a family of networks.
@NullMarked
package io.headscope.input.sound;

import org.jspecify.annotations.NullMarked;
