/// What an answer is worth beside the right one: plain functions of both.
@NullMarked
package io.headscope.training.score;

import org.jspecify.annotations.NullMarked;
