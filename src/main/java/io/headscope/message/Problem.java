package io.headscope.message;

import java.util.Locale;

/// Everything that is foreseen to go wrong with what people bring. Each constant is one message that says what, where
/// and what to do; its text is in the bundle under [#key], with the arguments named beside the constant. What is said in
/// words is a [Phrase], so that no sentence is half in one language and half in another.
public enum Problem {
    /// {0} file or folder
    FILE_MISSING,
    /// {0} file or folder
    FILE_UNREADABLE,
    /// {0} folder, {1} the missing file's name
    FOLDER_INCOMPLETE,
    /// {0} folder that stands where a file should
    FILE_NOT_A_FILE,
    /// {0} file, {1} why, a phrase
    FILE_READ_FAILED,
    /// {0} file, {1} why, a phrase
    FILE_NOT_WRITTEN,
    /// {0} the file that was to be
    PICTURE_OF_NOTHING,

    /// {0} file, {1} bytes it has, {2} bytes its header asks for
    SAFETENSORS_TRUNCATED,
    /// {0} file, {1} what is wrong with the header, a phrase
    SAFETENSORS_HEADER,
    /// {0} file, {1} and {2} the tensors that share bytes
    SAFETENSORS_OVERLAP,
    /// {0} file, {1} what is wrong with it, a phrase
    PYTORCH_BROKEN,
    /// {0} file, {1} the instruction or name that is no tensor's
    PICKLE_REFUSED,
    /// {0} folder of Hugging Face's cache
    CACHE_EMPTY,
    /// {0} folder, {1} the weights it has
    WEIGHTS_OF_ANOTHER_KIND,
    /// {0} index file, {1} what is wrong with it, a phrase
    INDEX_BROKEN,
    /// {0} folder, {1} the missing file's name, {2} the index that names it
    SHARD_MISSING,
    /// {0} file, {1} tensor, {2} type
    TENSOR_TYPE_UNKNOWN,
    /// {0} tensor, {1} file, {2} its shape, {3} the shape the network needs
    TENSOR_SHAPE,
    /// {0} file or folder, {1} the missing tensors, {2} how many
    TENSORS_MISSING,
    /// {0} tensor, {1} file, {2} megabytes as F32
    TENSOR_TOO_LARGE,
    /// {0} tensor, {1} file
    TENSOR_NOT_FINITE,
    /// {0} folder
    RESULT_NOT_FINITE,

    /// {0} file, {1} where, {2} what is wrong, both phrases
    JSON_BROKEN,
    /// {0} file, {1} key
    CONFIG_KEY_MISSING,
    /// {0} file, {1} key, {2} its value, {3} what it should be, a phrase
    CONFIG_VALUE,
    /// {0} file, {1} the model_type it names, {2} the families there are, {3} the nearest of them
    FAMILY_UNKNOWN,
    /// {0} file, {1} the architecture it names, {2} family, {3} the architectures there are
    ARCHITECTURE_UNKNOWN,

    /// no arguments
    DISPLAY_MISSING,

    /// {0} folder
    TOKENIZER_MISSING,
    /// {0} file, {1} what is wrong, a phrase
    TOKENIZER_BROKEN,
    /// {0} folder, {1} the class it names, {2} the classes there are
    TOKENIZER_CLASS_UNKNOWN,
    /// {0} token id, {1} vocabulary size
    TOKEN_OUTSIDE_VOCABULARY,
    /// {0} file, {1} pieces it has, {2} tokens the model knows
    TOKENIZER_TOO_LARGE,
    /// no arguments
    TEXT_EMPTY,
    /// {0} tokens in the text, {1} positions of the model
    TEXT_TOO_LONG,
    /// {0} file or folder
    TEXT_NOT_IDS,
    /// {0} file, {1} what it is, a phrase
    ONNX_NOT_A_MODEL,
    /// {0} file, {1} bytes it has
    ONNX_TRUNCATED,
    /// {0} file, {1} the file beside it, {2} tensor
    ONNX_DATA_MISSING,
    /// {0} the file beside the model, {1} bytes it has, {2} tensor, {3} bytes it should have
    ONNX_DATA_SHORT,
    /// {0} file, {1} the place it names
    ONNX_DATA_OUTSIDE,
    /// {0} file, {1} operator, {2} its domain
    ONNX_OPERATOR_UNKNOWN,
    /// {0} file, {1} what ONNX Runtime says
    ONNX_REFUSED,
    /// {0} file, {1} an outline of the graph
    NO_ATTENTION,
    /// {0} file
    TORCHSCRIPT_UNTRUSTED,
    /// {0} file, {1} what PyTorch says
    TORCHSCRIPT_REFUSED,
    /// {0} file
    TORCH_WEIGHTS_ALONE,
    /// {0} file
    TORCH_PICKLED_OBJECT,
    /// {0} file
    TORCH_ARCHIVE_BROKEN,
    /// {0} inputs that nothing is known of, {1} the first of them
    INPUT_UNMAPPED,
    /// {0} folder
    TEXT_NOT_TAKEN,
    /// {0} folder
    PAIR_NOT_TAKEN,
    /// {0} folder
    TARGET_NOT_TAKEN,
    /// {0} folder
    WRITES_NO_TEXT,
    /// {0} name of the input, {1} what is wrong, a phrase
    INPUT_WRONG,

    /// {0} file
    IMAGE_UNKNOWN,
    /// {0} file, {1} why, a phrase
    IMAGE_BROKEN,
    /// {0} file
    IMAGE_TRUNCATED,
    /// {0} file
    IMAGE_EMPTY,
    /// {0} file, {1} megapixels, {2} megabytes that decoding takes
    IMAGE_LARGE,
    /// {0} file, {1} megapixels
    IMAGE_TOO_LARGE,
    /// {0} file, {1} width and {2} height that it makes, {3} width and {4} height that the network takes
    IMAGE_SIZE_CONFLICT,

    /// {0} and {2} matrices, {1} and {3} their shapes, {4} why they do not fit, a phrase
    LAB_SHAPES,
    /// {0} matrix, {1} its shape, {2} its columns, {3} the heads they are to be shared by
    LAB_PARTS,
    /// {0} heads, {1} groups of keys and values
    LAB_GROUPS,
    /// {0} matrix, {1} its shape
    LAB_PAIRS,
    /// {0} matrix, {1} row, {2} column, {3} what is wrong, a phrase
    LAB_CELL,
    /// {0} matrix, {1} row, {2} cells it has, {3} cells the first row has
    LAB_RAGGED,
    /// {0} matrix, {1} and {2} rows and columns of what was to be put in, {3} and {4} the most there may be
    LAB_TOO_LARGE,
    /// {0} matrix
    LAB_NOTHING_PASTED,
    /// {0} what cannot be worked out, a phrase
    LAB_TOO_LARGE_TO_COUNT,
    /// {0} what was written, {1} how many tokens may be chosen, {2} how many there are
    LAB_TOKENS,
    /// no arguments
    LAB_NO_HEAD,
    /// Queries, keys or values of a head are not known: of layer {0}, head {1}.
    LAB_NO_PROJECTIONS,
    /// {0} file, {1} line, {2} what is wrong, a phrase
    LESSON_BROKEN,

    /// no arguments
    IMAGE_MISSING,
    /// no arguments
    IMAGE_NOT_TAKEN,
    /// no arguments
    SOUND_MISSING,
    /// no arguments
    SOUND_NOT_TAKEN,
    /// {0} file
    SOUND_UNKNOWN,
    /// {0} file
    SOUND_FLAC,
    /// {0} file, {1} why, a phrase
    SOUND_BROKEN,
    /// {0} file
    SOUND_EMPTY,
    /// {0} file, {1} what it makes, {2} what the network takes, both phrases
    SOUND_SIZE_CONFLICT,

    /// {0} file, {1} characters it has, {2} characters it takes
    DATA_TOO_SHORT,
    /// {0} folder of the saved training, {1} what is to be trained
    TRAINING_OF_ANOTHER,
    /// {0} file, {1} line, {2} what should stand there, a phrase
    DATA_LINE,
    /// {0} file, {1} what is wrong with it, a phrase
    DATA_BROKEN,
    /// {0} step, {1} folder of the last good model
    TRAINING_DIVERGED,
    /// {0} path, {1} what layouts there are
    EVALUATION_NO_DATA,
    /// {0} model, {1} path, {2} what the data asks for, a phrase
    EVALUATION_UNFIT,
    /// no arguments
    TRAINING_NO_DATA,
    /// no arguments
    TRAINING_NO_FOLDER,
    /// {0} what was typed, {1} the least it may be
    TRAINING_NUMBER,
    /// no arguments
    TRAINING_STEPS_AND_EPOCHS,
    /// {0} folder of the model
    HEADS_NOT_KEPT,

    /// {0} file, {1} line and {2} column, from 1, {3} what is wrong there, a phrase, {4} the line and a caret below it
    MERMAID_BROKEN,
    /// {0} nodes and {1} links it has, {2} nodes and {3} links that are drawn at most
    DIAGRAM_TOO_LARGE,
    /// {0} file, {1} megabytes it may have
    TEXT_FILE_TOO_LONG,
    /// {0} file
    TEXT_FILE_NOT_TEXT;

    /// The key of the text in the bundles: `problem.` and the constant in lower case, hyphenated.
    public String key() {
        return "problem." + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
