/// Numbers made ready to show one thing each.
@NullMarked
package io.headscope.lab.example;

import org.jspecify.annotations.NullMarked;
