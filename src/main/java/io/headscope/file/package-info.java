/// Files that somebody else wrote: found, read, and refused with a sentence that names them.
@NullMarked
package io.headscope.file;

import org.jspecify.annotations.NullMarked;
