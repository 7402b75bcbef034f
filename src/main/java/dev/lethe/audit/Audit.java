package dev.lethe.audit;

import dev.lethe.data.Dataset;
import dev.lethe.data.noise.ConfidentJoint;
import dev.lethe.measure.Ranking;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The labels of a data set, judged: which are suspicious, in what order, and what they should be. */
public final class Audit {
    private final Dataset data;
    private final Evidence evidence;
    private final LabelScore score;
    private final ConfidentJoint joint;
    private final int[] likely;
    private final double[] scores;
    private final int[] order;
    private final int[] suggested;

    private Audit(Dataset data, Evidence evidence, LabelScore score) {
        this.data = data;
        this.evidence = evidence;
        this.score = score;
        joint = ConfidentJoint.of(evidence.probabilities(), evidence.given());
        scores = score.of(evidence, joint);
        order = Ranking.order(scores);
        likely = joint.likely();
        suggested = Suggestions.of(evidence, joint);
    }

    /**
     * @param data whose given labels are those of the evidence
     * @throws IllegalArgumentException if the data does not belong to the evidence, a class has no example, or the
     *     evidence lacks what the score needs
     */
    public static Audit of(Dataset data, Evidence evidence, LabelScore score) {
        if (data.classes() != evidence.probabilities().classes()) {
            throw new IllegalArgumentException(
                    "probabilities of " + evidence.probabilities().classes() + " classes do not belong to " + data);
        }
        int[] given = data.labels();
        evidence.probabilities().requireLabels(given);
        int at = Arrays.mismatch(given, evidence.given());
        if (at >= 0) {
            throw new IllegalArgumentException("example " + at + " of " + data.source() + " is given "
                    + data.classNames().get(given[at]) + ", and the evidence is about label "
                    + data.classNames().get(evidence.given()[at]) + ": they must agree");
        }
        return new Audit(data, evidence, score);
    }

    /** Number of examples. */
    public int size() {
        return scores.length;
    }

    /** What was judged. */
    public Dataset data() {
        return data;
    }

    /** What it was judged by. */
    public Evidence evidence() {
        return evidence;
    }

    /** The score that ranks. */
    public LabelScore score() {
        return score;
    }

    /** The score of each example, the higher the more suspicious; a copy. */
    public double[] scores() {
        return scores.clone();
    }

    /** Positions in the data set from the most suspicious label on; of equals the smaller position first. A copy. */
    public int[] order() {
        return order.clone();
    }

    /**
     * The label that each example should have: the most probable true class by the given label and by the probabilities,
     * raised to the power that fits the given labels best; the given label where it is as good as any. A copy.
     */
    public int[] suggested() {
        return suggested.clone();
    }

    /** How many suggested labels differ from the given ones. */
    public int contradicted() {
        int count = 0;
        for (int i = 0; i < suggested.length; i++) {
            count += suggested[i] == evidence.given()[i] ? 0 : 1;
        }
        return count;
    }

    /** How given labels and likely classes go together. */
    public ConfidentJoint joint() {
        return joint;
    }

    /** In a few words, what speaks for and against the given label of example {@code i}. */
    public String reasons(int i) {
        List<String> names = data.classNames();
        int y = evidence.given()[i];
        int other = evidence.probabilities().likeliestBut(i, y);
        StringBuilder text = new StringBuilder();
        if (likely[i] < 0) {
            text.append("no class reaches its threshold; ");
        } else if (likely[i] != y) {
            text.append("confidently ").append(names.get(likely[i])).append("; ");
        }
        text.append(String.format(
                Locale.ROOT,
                "p(%s) %.3g, p(%s) %.3g",
                names.get(y),
                evidence.probabilities().at(i, y),
                names.get(other),
                evidence.probabilities().at(i, other)));
        if (evidence.meanMargin() != null) {
            text.append(String.format(Locale.ROOT, "; mean margin %.1f", evidence.meanMargin()[i]));
        }
        return text.toString();
    }
}
