package dev.lethe.audit;

import dev.lethe.data.noise.ConfidentJoint;
import dev.lethe.data.noise.Probabilities;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How suspicious a given label y is: a finite number, the higher the more. p are the probabilities of the classes.
 *
 * <p>Logarithms take the smallest normal float in place of a smaller p, so that no score is infinite.
 */
public enum LabelScore {
    /**
     * ln of the odds that y is wrong, by Bayes' rule: ln(sum_{k != y} W_ky p_k / (W_yy p_y)). W_ky is the probability of
     * the label y where the true class is k, estimated from the same probabilities, beginning with the confident joint.
     */
    POSTERIOR("posterior") {
        @Override
        double[] score(Evidence evidence, ConfidentJoint joint) {
            double[][] w = Mistakes.estimate(evidence.probabilities(), evidence.given(), joint);
            return each(evidence, (i, y) -> {
                double others = 0;
                for (int k = 0; k < w.length; k++) {
                    others += k == y ? 0 : w[k][y] * evidence.probabilities().at(i, k);
                }
                return ln(others) - ln(w[y][y] * evidence.probabilities().at(i, y));
            });
        }
    },
    /** 1 - p_y, from the self-confidence of Northcutt et al., 2021 (arXiv 1911.00068). */
    SELF_CONFIDENCE("self-confidence") {
        @Override
        double[] score(Evidence evidence, ConfidentJoint joint) {
            return each(
                    evidence, (i, y) -> 1 - (double) evidence.probabilities().at(i, y));
        }
    },
    /** (1 - (p_y - max_{j != y} p_j)) / 2: the normalised margin of the same authors, turned round and scaled to 0..1. */
    NORMALISED_MARGIN("normalised-margin") {
        @Override
        double[] score(Evidence evidence, ConfidentJoint joint) {
            return each(evidence, (i, y) -> margin(evidence.probabilities(), i, y));
        }
    },
    /** H(p) / p_y, the confidence-weighted entropy of the same authors, with H(p) = -sum p ln p / ln K from 0 to 1. */
    WEIGHTED_ENTROPY("weighted-entropy") {
        @Override
        double[] score(Evidence evidence, ConfidentJoint joint) {
            Probabilities p = evidence.probabilities();
            return each(evidence, (i, y) -> {
                double entropy = 0;
                for (int k = 0; k < p.classes(); k++) {
                    entropy -= p.at(i, k) * ln(p.at(i, k));
                }
                return entropy / StrictMath.log(p.classes()) / Math.max(p.at(i, y), Float.MIN_NORMAL);
            });
        }
    },
    /** Mean over epochs of -ln p_y: wrong labels are learned late (Arpit et al., 2017, arXiv 1706.05394). */
    MEAN_LOSS("mean-loss", "the losses of training", Evidence::meanLoss) {
        @Override
        double[] score(Evidence evidence, ConfidentJoint joint) {
            return each(evidence, (i, y) -> evidence.meanLoss()[i]);
        }
    },
    /** The area under the margin turned round: minus its mean over epochs (Pleiss et al., 2020, arXiv 2001.10528). */
    AREA_UNDER_MARGIN("area-under-margin", "the margins of training", Evidence::meanMargin) {
        @Override
        double[] score(Evidence evidence, ConfidentJoint joint) {
            return each(evidence, (i, y) -> -(double) evidence.meanMargin()[i]);
        }
    },
    /**
     * (1 - (t_y - max_{j != y} t_j)) / 2 over the targets of early-learning regularisation (Liu et al., 2020, arXiv
     * 2007.00151), each row divided by its sum: above 1/2 where they disagree with y.
     */
    TARGET_DISAGREEMENT("target-disagreement", "the targets of ELR", Evidence::targets) {
        @Override
        double[] score(Evidence evidence, ConfidentJoint joint) {
            return each(evidence, (i, y) -> margin(evidence.targets(), i, y));
        }
    };

    private final String label;
    private final String needs;
    private final Function<Evidence, Object> source;

    LabelScore(String label) {
        this(label, "probabilities", Evidence::probabilities);
    }

    LabelScore(String label, String needs, Function<Evidence, Object> source) {
        this.label = label;
        this.needs = needs;
        this.source = source;
    }

    /**
     * The score of this name, as on the command line.
     *
     * @throws IllegalArgumentException if there is none, with those that there are
     */
    public static LabelScore parse(String name) {
        return Arrays.stream(values())
                .filter(s -> s.label.equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("unknown score '" + name + "'; allowed are " + allowed()));
    }

    /** The names of all scores, with commas between. */
    public static String allowed() {
        return Arrays.stream(values()).map(LabelScore::toString).collect(Collectors.joining(", "));
    }

    /** Whether it looks at how training went, so that probabilities alone are not enough. */
    public boolean ofTraining() {
        return this == MEAN_LOSS || this == AREA_UNDER_MARGIN || this == TARGET_DISAGREEMENT;
    }

    /** Whether the evidence has what this score is made of. */
    public boolean possible(Evidence evidence) {
        return source.apply(evidence) != null;
    }

    /**
     * A number for each example.
     *
     * @param joint made of the same probabilities and labels
     * @throws IllegalArgumentException if the evidence lacks what the score is made of
     */
    public double[] of(Evidence evidence, ConfidentJoint joint) {
        if (!possible(evidence)) {
            throw new IllegalArgumentException("score " + label + " needs " + needs + ", which are not known here");
        }
        return score(evidence, joint);
    }

    abstract double[] score(Evidence evidence, ConfidentJoint joint);

    /** The score of example i with the given label y. */
    private interface Rule {
        double of(int i, int y);
    }

    private static double[] each(Evidence evidence, Rule rule) {
        int[] given = evidence.given();
        double[] scores = new double[given.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = rule.of(i, given[i]);
        }
        return scores;
    }

    private static double margin(Probabilities p, int i, int y) {
        return (1 - ((double) p.at(i, y) - p.at(i, p.likeliestBut(i, y)))) / 2;
    }

    private static double ln(double p) {
        return StrictMath.log(Math.max(p, Float.MIN_NORMAL));
    }

    @Override
    public String toString() {
        return label;
    }
}
