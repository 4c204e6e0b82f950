package io.headscope.model;

import java.util.List;

/// A kind of network, written once: the one class to add for a model family.
public interface ModelFamily {

    /// The `model_type` of `config.json` (`bert`), also the name of its golden folder.
    String id();

    /// The architectures it writes, as `config.json` names them; the first is taken where none is named.
    List<String> architectures();

    /// Writes the network that `config` describes.
    ///
    /// @throws io.headscope.message.ProblemException if a value is missing, absurd or not supported
    Network write(ModelConfig config);

    /// Writes it for a picture or a sound of a given size. Families that know one size only write it for that.
    ///
    /// @throws io.headscope.message.ProblemException as above, or if the size is too small for the network
    default Network write(ModelConfig config, Extent extent) {
        return write(config);
    }
}
