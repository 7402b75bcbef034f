package dev.lethe.report;

import dev.lethe.train.LedgerTable;
import dev.lethe.train.RunResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What a comparison shows, in a few sentences made from its numbers. */
public final class Findings {
    private Findings() {}

    /** One to four sentences; nothing is said that the numbers do not say. */
    public static List<String> of(Comparison comparison) {
        List<String> sentences = new ArrayList<>();
        int n = comparison.trainSize();
        int wrong = comparison.wrongLabels();
        if (wrong >= 0) {
            sentences.add(Text.count(wrong) + " of " + Text.count(n) + " training labels are wrong ("
                    + Text.percent((double) wrong / n) + ").");
        }
        List<RunResult> runs = new ArrayList<>(comparison.runs());
        boolean tested = runs.stream().noneMatch(r -> Double.isNaN(r.testAccuracyLast()));
        if (tested) {
            runs.sort(Comparator.comparingDouble(RunResult::testAccuracyLast).reversed());
        }
        boolean ranked = tested && runs.size() > 1;
        sentences.add(sentence(ranked ? "Best at the end: " : "", runs.get(0)));
        if (ranked) {
            sentences.add(sentence("Worst: ", runs.get(runs.size() - 1)));
        }
        return sentences;
    }

    private static String sentence(String start, RunResult run) {
        StringBuilder text = new StringBuilder(start).append(run.loss());
        boolean tested = !Double.isNaN(run.testAccuracyLast());
        if (tested) {
            text.append(start.isEmpty() ? " ended at " : ", ")
                    .append(Text.percent(run.testAccuracyLast()))
                    .append(" test accuracy");
        }
        if (run.memorized() != null) {
            text.append(tested ? "; it memorized " : " memorized ")
                    .append(Text.percent(run.memorized()))
                    .append(" of the wrong labels and recovered the true class of ")
                    .append(Text.percent(run.recovered()));
        } else {
            text.append(tested ? "; it contradicts " : " contradicts ")
                    .append(Text.count(contradicted(run.ledger())))
                    .append(" of the given labels");
        }
        return text.append('.').toString();
    }

    private static int contradicted(LedgerTable ledger) {
        int count = 0;
        for (int i = 0; i < ledger.size(); i++) {
            if (ledger.prediction()[i] != ledger.given()[i]) {
                count++;
            }
        }
        return count;
    }
}
