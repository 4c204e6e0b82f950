/// What the engines have in common: the rules of a program's masks over the padding of one run.
@NullMarked
package io.headscope.engine;

import org.jspecify.annotations.NullMarked;
