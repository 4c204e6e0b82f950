package io.headscope.model;

import java.util.List;

/// What a network's `logits` say.
public sealed interface Answer {

    /// At every position, the token that comes next.                [tokens, vocabulary]
    record NextToken() implements Answer {}

    /// At every position, which of all things comes next: each token is one of them, and one that was there already does not
    /// come again.                                                  [tokens, vocabulary]
    record NextItem() implements Answer {}

    /// At every position, the token that belongs there.             [tokens, vocabulary]
    record MaskedToken() implements Answer {}

    /// Which class the whole input belongs to.                      [classes]
    record Classes(List<String> labels) implements Answer {
        public Classes {
            labels = List.copyOf(labels);
        }
    }

    /// Which class the token at every position belongs to.          [tokens, classes]
    record TokenClasses(List<String> labels) implements Answer {
        public TokenClasses {
            labels = List.copyOf(labels);
        }
    }

    /// Where in the text the answer begins, and where it ends.      [tokens, 2]
    record Span() implements Answer {}

    /// Whether the token at every position was put in the place of another, before the sigmoid. [tokens]
    record Replaced() implements Answer {}

    /// How well the text fits the picture, `logits_per_image`.       [1]
    ///
    /// @param sigmoid whether a sigmoid makes a probability of it; else only several can be held against each other
    record Similarity(boolean sigmoid) implements Answer {}

    /// Which class every cell of a grid over the picture belongs to. [classes, rows, columns]
    record Segmentation(List<String> labels) implements Answer {
        public Segmentation {
            labels = List.copyOf(labels);
        }
    }

    /// What every query has found, the last class being nothing, and `pred_boxes`, where: the middle, width and height as
    /// shares of the picture's.                                      [queries, classes + 1] and [queries, 4]
    record Boxes(List<String> labels) implements Answer {
        public Boxes {
            labels = List.copyOf(labels);
        }
    }

    /// Which character is heard in every frame (Graves et al., 2006).  [frames, vocabulary]
    ///
    /// @param blank the id that stands for none
    record Transcript(int blank) implements Answer {}

    /// Nothing: a base model without a head.
    record None() implements Answer {}

    /// The outputs of the program that say it, the one described above first.
    default List<String> outputs() {
        return switch (this) {
            case NextToken _, NextItem _, MaskedToken _, Classes _, TokenClasses _, Span _, Replaced _, Segmentation _, Transcript _ ->
                List.of("logits");
            case Similarity _ -> List.of("logits_per_image");
            case Boxes _ -> List.of("logits", "pred_boxes");
            case None _ -> List.of();
        };
    }

    /// The axis of the logits, the batch counted, along which one thing is chosen: a token, a class, or the place where a
    /// span begins.
    default int classAxis() {
        return switch (this) {
            case Span _, Segmentation _ -> 1;
            case NextToken _, NextItem _, MaskedToken _, Classes _, TokenClasses _, Replaced _, Transcript _, Similarity _, Boxes _, None _ -> -1;
        };
    }
}
