package io.headscope.evaluation;

import io.headscope.task.Cancellation;
import io.headscope.training.data.SentencePair;
import io.headscope.measure.Bleu;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// How every sentence is translated.
final class TranslationExam implements Exam {

    private final Examinee examinee;
    private final List<SentencePair> pairs;
    private final Bleu bleu = new Bleu();
    private int same;

    TranslationExam(Examinee examinee, Path data, Part part) {
        this.examinee = examinee;
        this.pairs = part.of(data, SentencePair::read, SentencePair::split);
    }

    @Override
    public int size() {
        return pairs.size();
    }

    @Override
    public Answered ask(int which, Cancellation cancellation) {
        SentencePair pair = pairs.get(which);
        Question question = Question.of(pair.source());
        String written = examinee.write(examinee.encode(question), examinee.network().positions() - 1, cancellation).strip();
        bleu.add(written, pair.target());
        same += written.equals(pair.target()) ? 1 : 0;
        Bleu own = new Bleu();
        own.add(written, pair.target());
        return new Answered(question, pair.target(), written, -1, -1, written.equals(pair.target()) ? 100 : own.value());
    }

    @Override
    public SequencedMap<String, Double> measures(int answered) {
        SequencedMap<String, Double> measures = new LinkedHashMap<>();
        measures.put("bleu", bleu.value());
        measures.put("exact_match", same / (double) answered);
        return measures;
    }
}
