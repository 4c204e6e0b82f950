package io.headscope.attention;

import org.jspecify.annotations.Nullable;

/// One position of a network's input: of a text, a picture or a sound. Where patches and frames lie, [Layout] knows.
///
/// @param id    the row of the embedding table; of what has none, the position among its like
/// @param piece what the vocabulary calls it, marks and all (`Ġread`, `##ing`)
/// @param text  what a person reads: the stretch of the source it stands for, without marks. Tokens that share one
///              character (its bytes split over them) all carry the whole character and the same span
/// @param span  where it stands in its source, absent for tokens the tokenizer added
/// @param role  what it is there for
public record Token(int id, String piece, String text, @Nullable TokenSpan span, Role role) {

    /// What a token is there for.
    public enum Role {
        /// A piece of the text.
        TEXT,
        /// A piece of the second text of a pair.
        PAIR,
        /// Added by the tokenizer or reserved by the model: `[CLS]`, `[SEP]`, `<s>`, end of text.
        SPECIAL,
        /// Stands for one to be guessed: `[MASK]`, `<mask>`.
        MASK,
        /// A patch of a picture.
        PATCH,
        /// A stretch of a sound.
        FRAME,
        /// What a detector asks with.
        QUERY,
        /// Fills a row up; attends to nothing and is attended to by nothing.
        PADDING
    }

    /// A token known by its number only.
    public static Token ofId(int id, Role role) {
        String text = Integer.toString(id);
        return new Token(id, text, text, null, role);
    }

    /// Whether it stands for no text of its own.
    public boolean isSpecial() {
        return role == Role.SPECIAL || role == Role.MASK || role == Role.PADDING;
    }

    /// Whether it is nothing but a space before a word, as SentencePiece cuts it off where it knows the word only without.
    public boolean isSpace() {
        return isSpace(piece);
    }

    /// The same of a piece.
    public static boolean isSpace(String piece) {
        return !piece.isEmpty() && piece.chars().allMatch(character -> character == '▁');
    }
}
