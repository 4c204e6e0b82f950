/// Files: those that somebody else wrote are found, read, and refused with a sentence that names them; those of ours appear
/// whole or not at all. What stands in them is no matter here.
@NullMarked
package io.headscope.file;

import org.jspecify.annotations.NullMarked;
