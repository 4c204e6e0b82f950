/// Lessons: Markdown texts whose steps open views, set inputs, highlight and ask.
@NullMarked
package io.headscope.lab.lesson;

import org.jspecify.annotations.NullMarked;
