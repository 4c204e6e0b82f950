/// `pytorch_model.bin` and its like: a reader that builds tensors and nothing else. Whatever else such a file asks for is
/// refused by name; nothing in it is ever executed.
@NullMarked
package io.headscope.checkpoint.pytorch;

import org.jspecify.annotations.NullMarked;
