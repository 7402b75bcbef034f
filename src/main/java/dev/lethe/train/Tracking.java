package dev.lethe.train;

import dev.lethe.loss.Tracked;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is kept of every training example epoch by epoch. It takes no part in training.
 *
 * @param quantities what is kept; none for nothing
 * @param every from one epoch that is kept to the next, at least 1
 */
public record Tracking(Set<Quantity> quantities, int every) {
    /** What {@link #parse} accepts, for help texts. */
    public static final String ALLOWED =
            "none, or names with commas between out of loss, probability, margin, el2n, norm, cosine, grand, forgetting,"
                    + " then [:every=K] for every K-th epoch";

    /** Nothing but the ledger. */
    public static final Tracking NONE = new Tracking(Set.of(), 1);

    /** A number about a training example; all but the last two are what the training step saw. */
    public enum Quantity {
        /** Loss before weights, see {@link Tracked#LOSS}. */
        LOSS(Tracked.LOSS),
        /** Of the given label, see {@link Tracked#PROBABILITY}. */
        PROBABILITY(Tracked.PROBABILITY),
        /** Output of the given label less the largest other output, see {@link Tracked#MARGIN}. */
        MARGIN(Tracked.MARGIN),
        /** Norm of probabilities less targets (Paul et al., 2021, arXiv 2107.07075), see {@link Tracked#EL2N}. */
        EL2N(Tracked.EL2N),
        /** Norm of the gradient of the example's own loss, times its weight, by all parameters. */
        NORM(-1),
        /** Cosine of the angle between this gradient and that of the batch; 0 if one is 0. */
        COSINE(-1),
        /**
         * Norm of the gradient by the weights after the epoch, in evaluation mode, without augmentation and weights of
         * examples: one term of the mean over runs that GraNd is (Paul et al., 2021, arXiv 2107.07075, definition 2.1).
         */
        GRAND(-1),
        /**
         * How often the given label was predicted and, an epoch later, was not, up to now (Toneva et al., 2019, arXiv
         * 1812.05159).
         */
        FORGETTING(-1);

        private final int column;

        Quantity(int column) {
            this.column = column;
        }

        /** As in specifications and files. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Column of {@link Tracked#values}; -1 if it is none. */
        int column() {
            return column;
        }

        boolean ofStepGradients() {
            return this == NORM || this == COSINE;
        }
    }

    public Tracking {
        if (every < 1) {
            throw new IllegalArgumentException("tracking every " + every + " epochs: 1 or more is allowed");
        }
        quantities = quantities.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(quantities));
    }

    /**
     * Parses {@link #ALLOWED}, such as {@code loss,norm:every=5}.
     *
     * @throws IllegalArgumentException naming the part that is not understood
     */
    public static Tracking parse(String text) {
        int colon = text.indexOf(':');
        String names = colon < 0 ? text : text.substring(0, colon);
        int every = colon < 0 ? 1 : every(text, text.substring(colon + 1));
        if (names.equals("none") && colon < 0) {
            return NONE;
        }
        EnumSet<Quantity> quantities = EnumSet.noneOf(Quantity.class);
        for (String name : names.split(",", -1)) {
            Quantity found = Arrays.stream(Quantity.values())
                    .filter(q -> q.label().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "tracking '" + text + "': unknown '" + name + "'; allowed: " + ALLOWED));
            if (!quantities.add(found)) {
                throw new IllegalArgumentException("tracking '" + text + "': '" + name + "' is given twice");
            }
        }
        return new Tracking(quantities, every);
    }

    private static int every(String text, String setting) {
        if (setting.matches("every=[1-9][0-9]{0,8}")) {
            return Integer.parseInt(setting.substring("every=".length()));
        }
        throw new IllegalArgumentException(
                "tracking '" + text + "': '" + setting + "' is not every=K with K from 1; allowed: " + ALLOWED);
    }

    /**
     * Fails unless runs by {@code recipe} can be tracked so. That a model couples examples is found when a run begins.
     *
     * @throws IllegalArgumentException if no epoch would be tracked, or if norms are asked for of a method that trains two
     *     networks: a norm over both says little of either
     */
    public void require(Recipe recipe) {
        if (isNone()) {
            return;
        }
        if (every > recipe.epochs()) {
            throw new IllegalArgumentException("tracking '" + text() + "' tracks nothing of " + recipe.epochs()
                    + " epochs: every=K with K up to " + recipe.epochs() + " is allowed");
        }
        List<String> gradients = new ArrayList<>();
        for (Quantity q : quantities) {
            if (q.ofStepGradients() || q == Quantity.GRAND) {
                gradients.add(q.label());
            }
        }
        if (!gradients.isEmpty() && Methods.trainsTwo(recipe.loss())) {
            throw new IllegalArgumentException("tracking '" + text() + "': " + String.join(", ", gradients)
                    + " cannot be had with loss '" + recipe.loss()
                    + "', which trains two networks at once; the others can, and are of the first network");
        }
    }

    /** Whether nothing is kept. */
    public boolean isNone() {
        return quantities.isEmpty();
    }

    /** Whether epoch {@code epoch}, from 1, is kept. */
    public boolean due(int epoch) {
        return !isNone() && epoch % every == 0;
    }

    boolean has(Quantity q) {
        return quantities.contains(q);
    }

    boolean ofStepGradients() {
        return quantities.stream().anyMatch(Quantity::ofStepGradients);
    }

    /** In the form that {@link #parse} takes. */
    public String text() {
        if (isNone()) {
            return "none";
        }
        String names = quantities.stream().map(Quantity::label).collect(Collectors.joining(","));
        return every == 1 ? names : names + ":every=" + every;
    }
}
