/// The files that tokenizers had before there was `tokenizer.json`: word lists, merges, SentencePiece models and the
/// settings beside them, put together as the `tokenizer.json` that would say the same.
@NullMarked
package io.headscope.input.tokenizer;

import org.jspecify.annotations.NullMarked;
