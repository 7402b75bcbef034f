package dev.lethe.audit;

import dev.lethe.data.noise.Probabilities;

/**
 * What models say of examples and their given labels.
 *
 * @param given labels, one for each example, in 0..k-1
 * @param probabilities of the classes, by models that did not learn the example's label: either they were not trained
 *     on it, or not for long
 * @param meanLoss mean cross-entropy -ln p_y of each example over epochs; null if not known
 * @param meanMargin mean over epochs of the logit of the given label less the largest other one; null if not known
 * @param targets the targets of early-learning regularisation as distributions, each row divided by its sum; null if
 *     not known
 */
public record Evidence(
        int[] given, Probabilities probabilities, float[] meanLoss, float[] meanMargin, Probabilities targets) {

    /** @throws IllegalArgumentException if lengths differ, a label is out of range or a number is NaN, naming it */
    public Evidence {
        probabilities.requireLabels(given);
        check("mean loss", meanLoss, given.length);
        check("mean margin", meanMargin, given.length);
        if (targets != null) {
            targets.requireLabels(given);
        }
    }

    /** Probabilities alone. */
    public static Evidence of(Probabilities probabilities, int[] given) {
        return new Evidence(given, probabilities, null, null, null);
    }

    private static void check(String what, float[] values, int n) {
        if (values == null) {
            return;
        }
        if (values.length != n) {
            throw new IllegalArgumentException(what + " of " + values.length + " examples for " + n + " labels");
        }
        for (int i = 0; i < n; i++) {
            if (Float.isNaN(values[i])) {
                throw new IllegalArgumentException(what + " of example " + i + " is NaN; a number was expected");
            }
        }
    }
}
