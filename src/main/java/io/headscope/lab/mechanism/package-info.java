/// The mechanisms, each as the paper named beside it has it. What they are written with is in `lab`.
@NullMarked
package io.headscope.lab.mechanism;

import org.jspecify.annotations.NullMarked;
