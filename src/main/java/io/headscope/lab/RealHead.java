package io.headscope.lab;

import io.headscope.message.Phrase;

/// A head of a model that came along, copied into a ready-made example: few of its positions, their numbers rounded.
///
/// @param model  its folder
/// @param input  what it was given: a text, or the file of a picture or a sound
/// @param places how many digits were kept behind the point
/// @param asked  how many queries the head has over that input
/// @param seen   how many keys
public record RealHead(String model, String input, int places, int asked, int seen, TakenHead head) {

    /// Where the numbers are from, and how far what they give is from what the model itself gave.
    ///
    /// @param weights as the lab works them out                                               [queries, keys]
    public Phrase origin(DoubleMatrix weights) {
        return Phrase.of(
                "lab.example.origin",
                model,
                input,
                Phrase.of("lab.example.origin." + head.head().site().kind().name().toLowerCase(java.util.Locale.ROOT)),
                head.head().site().layer(),
                head.head().head(),
                head.queries().size(),
                asked,
                head.keys().size(),
                seen,
                places,
                head.difference(weights));
    }
}
