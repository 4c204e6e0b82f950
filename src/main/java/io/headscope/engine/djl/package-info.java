/// The reading of a program on PyTorch through DJL, step by step: for checking, differentiating and training.
@NullMarked
package io.headscope.engine.djl;

import org.jspecify.annotations.NullMarked;
