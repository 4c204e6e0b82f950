package io.headscope.evaluation;

/// What came of one question.
///
/// @param wanted      what would have been right, for people
/// @param given       what was answered, for people
/// @param wantedClass the place of the right class, where the answer is one of classes; else -1
/// @param givenClass  of the class given
/// @param score       how good the answer is; more is better
public record Answered(Question question, String wanted, String given, int wantedClass, int givenClass, double score) {

    /// Of an answer that is right or wrong.
    static Answered of(Question question, String wanted, String given, boolean right) {
        return new Answered(question, wanted, given, -1, -1, right ? 1 : 0);
    }
}
