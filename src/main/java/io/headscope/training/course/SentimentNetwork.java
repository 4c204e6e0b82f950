package io.headscope.training.course;

import com.google.gson.JsonObject;
import io.headscope.attention.FloatTensor;
import io.headscope.model.InputTensor;
import io.headscope.model.Network;
import io.headscope.training.Recipe;
import java.util.List;
import java.util.Map;

/// What differs between the two networks that tell praise from complaint.
sealed interface SentimentNetwork permits SentimentBiLstm, SentimentEncoder {

    /// The sample model's name.
    String name();

    /// How it is trained unless someone asks for another way.
    Recipe usual();

    /// What the folder's `config.json` is to say, but for the names of the classes.
    ///
    /// @param vocabulary in pieces
    JsonObject config(int vocabulary);

    /// The network that such a file describes.
    Network network(JsonObject config);

    /// How wide its embeddings are.
    int width();

    /// How far its embeddings lie from 0 at first.
    double deviation();

    /// Weights that start otherwise than the network says, by name.
    ///
    /// @param embeddings that already know something                [pieces, width]
    Map<String, FloatTensor> starts(FloatTensor embeddings);

    /// A text as the network reads it.
    ///
    /// @param pieces of it
    int[] framed(int[] pieces);

    /// Several texts as one batch.
    Map<String, InputTensor> inputs(List<int[]> texts);

    /// The `tokenizer.json` that makes the same of a text as [#framed].
    JsonObject tokenizer(WordPieces vocabulary);
}
