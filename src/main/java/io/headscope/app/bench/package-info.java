/// Measures how fast Headscope is on this machine, each time beside what the machine itself can do.
@NullMarked
package io.headscope.app.bench;

import org.jspecify.annotations.NullMarked;
