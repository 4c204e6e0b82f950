/// Words for people: the message bundles in every language, and the failures that are foreseen, each with its remedy.
@NullMarked
package io.headscope.message;

import org.jspecify.annotations.NullMarked;
