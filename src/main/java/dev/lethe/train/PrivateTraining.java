package dev.lethe.train;

import dev.lethe.autograd.Clip;
import dev.lethe.loss.LossSpec;
import dev.lethe.privacy.Accountant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * DP-SGD (Abadi et al., 2016, arXiv 1607.00133, algorithm 1): Poisson batches, clipped gradients, normal noise. Exactly one
 * of {@code epsilon} and {@code noise} is there.
 *
 * @param epsilon the budget of the whole run, above 0, for which the least noise is found; or null
 * @param noise standard deviation of the noise over the largest norm that an example can add, above 0; or null
 * @param delta above 0 and below 1; well below one over the number of examples
 * @param clip what bounds an example's gradient; with bounds C for each of L operations, its norm over all is C sqrt(L)
 */
public record PrivateTraining(Double epsilon, Double noise, double delta, Clip clip) {
    /** What {@link #parse} accepts, for help texts. */
    public static final String ALLOWED =
            "epsilon=E,delta=D,clip=C, whose noise is found, or noise=Z,delta=D,clip=C, whose epsilon is reported; C is "
                    + ClipSpec.ALLOWED;

    private static final List<String> KEYS = List.of("epsilon", "noise", "delta", "clip");

    /** @throws IllegalArgumentException naming the number that is out of its range */
    public PrivateTraining {
        if (noise != null && noise == 0) {
            throw new IllegalArgumentException("private training with a noise multiplier of 0 has no epsilon: give one"
                    + " above 0, or only clip gradients (--clip-examples)");
        }
        if ((epsilon == null) == (noise == null)) {
            throw new IllegalArgumentException("private training with epsilon " + epsilon + " and noise " + noise
                    + ": exactly one of them is needed, the other follows from it");
        }
        require("an epsilon", epsilon);
        require("a noise multiplier", noise);
        Accountant.checkDelta(delta);
    }

    private static void require(String what, Double value) {
        if (value != null && !(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "private training with " + what + " of " + value + ": above 0 and finite is allowed");
        }
    }

    /**
     * Parses {@link #ALLOWED}.
     *
     * @throws IllegalArgumentException naming what is missing, not understood or out of its range
     */
    public static PrivateTraining parse(String text) {
        Map<String, String> values = new TreeMap<>();
        for (String part : text.split(",")) {
            int equals = part.indexOf('=');
            String key = equals < 0 ? part : part.substring(0, equals);
            if (equals < 0 || !KEYS.contains(key)) {
                throw new IllegalArgumentException("private training '" + text + "': '" + part + "' is none of "
                        + String.join("=, ", KEYS) + "=; allowed is " + ALLOWED);
            }
            if (values.put(key, part.substring(equals + 1)) != null) {
                throw new IllegalArgumentException("private training '" + text + "': " + key + " is given twice");
            }
        }
        List<String> missing = new ArrayList<>(List.of("delta", "clip"));
        missing.removeAll(values.keySet());
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(
                    "private training '" + text + "' lacks " + missing.get(0) + "; allowed is " + ALLOWED);
        }
        return new PrivateTraining(
                number(text, "epsilon", values),
                number(text, "noise", values),
                number(text, "delta", values),
                ClipSpec.parse(values.get("clip")));
    }

    private static Double number(String text, String key, Map<String, String> values) {
        String value = values.get(key);
        if (value == null) {
            return null;
        }
        try {
            return Double.valueOf(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "private training '" + text + "': " + key + "='" + value + "' is no number", e);
        }
    }

    /** What {@link #parse} reads back. */
    public String text() {
        return (epsilon == null ? "noise=" + noise : "epsilon=" + epsilon) + ",delta=" + delta + ",clip="
                + ClipSpec.text(clip);
    }

    /**
     * Fails if the promise of private training would not hold with this recipe.
     *
     * @throws IllegalArgumentException naming the part and what is allowed
     */
    public void require(Recipe recipe) {
        LossSpec loss = LossSpec.parse(recipe.loss());
        if (loss.isMethod()) {
            throw new IllegalArgumentException(
                    "private training does not go together with the method " + loss.name()
                            + ", which looks at examples beside their clipped gradients: take a loss without memory, such as ce");
        }
        if (loss.hasMemory()) {
            throw new IllegalArgumentException("private training does not go together with " + loss.name()
                    + ", which keeps what it saw of each example: take a loss without memory, such as ce");
        }
        if (!recipe.classWeights().equals("none")) {
            throw new IllegalArgumentException("private training does not go together with class weights '"
                    + recipe.classWeights() + "', which are counted from the labels without noise");
        }
        if (Augmentation.parse(recipe.augmentation()).mixes()) {
            throw new IllegalArgumentException("private training does not go together with augmentation '"
                    + recipe.augmentation() + "', in which two examples share a gradient: crop and flip do");
        }
    }

    /**
     * Fails if something is tracked epoch by epoch, as not every example is in a step of every epoch.
     *
     * @throws IllegalArgumentException naming it
     */
    public void require(Tracking tracking) {
        if (!tracking.isNone()) {
            throw new IllegalArgumentException("private training does not go together with tracking '" + tracking.text()
                    + "': its epochs do not see every example, and what is tracked has no noise");
        }
    }

    /**
     * What it comes to in a run.
     *
     * @param examples that it trains on, 1 or more
     * @throws IllegalArgumentException if no noise is enough for the budget
     */
    public PrivateRun run(int examples, Recipe recipe) {
        return new PrivateRun(this, examples, recipe);
    }
}
