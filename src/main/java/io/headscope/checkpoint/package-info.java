/// What lies on disk: `config.json` and safetensors as Hugging Face writes them; opened, checked and mapped, and held
/// against the weights that a program declares.
@NullMarked
package io.headscope.checkpoint;

import org.jspecify.annotations.NullMarked;
