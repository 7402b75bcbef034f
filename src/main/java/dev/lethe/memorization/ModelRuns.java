package dev.lethe.memorization;

import dev.lethe.Device;
import dev.lethe.data.Dataset;
import dev.lethe.train.EpochRecord;
import dev.lethe.train.EpochView;
import dev.lethe.train.Listener;
import dev.lethe.train.Parts;
import dev.lethe.train.Recipe;
import dev.lethe.train.RunResult;
import dev.lethe.train.Trainer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Models trained by one recipe on random subsets of one training set.
 *
 * <p>A run is a function of this and of the model's number alone: it can be done anywhere, in any order, and again.
 *
 * @param train the examples that are drawn from
 * @param test judged by every model and trained on by none; or null
 * @param recipe of every model, but for the seed, which each has of its own
 * @param membership over the training examples
 */
public record ModelRuns(Dataset train, Dataset test, Recipe recipe, Membership membership) {
    /** @throws IllegalArgumentException if the parts do not fit each other */
    public ModelRuns {
        new Parts(train, null, test);
        if (membership.examples() != train.size()) {
            throw new IllegalArgumentException(
                    "membership of " + membership.examples() + " examples for the " + train.size() + " of " + train);
        }
    }

    /**
     * Trains model {@code model} and lets it judge every example after its last epoch.
     *
     * @param cancelled asked after each step; once true, training ends
     * @return empty if cancelled
     * @throws IllegalArgumentException if its subset cannot be trained on, such as one of a single class
     * @throws dev.lethe.train.DivergedException if its loss or a weight is not finite
     */
    public Optional<ModelResult> run(Device device, int model, BooleanSupplier cancelled) {
        List<ModelResult> last = run(device, model, new int[] {recipe.epochs()}, cancelled);
        return last.isEmpty() ? Optional.empty() : Optional.of(last.get(0));
    }

    /**
     * As {@link #run(Device, int, BooleanSupplier)}, but lets the model judge after each of several epochs. With a learning
     * rate that changes, epoch e is not the last epoch of a run of e epochs.
     *
     * @param epochs rising, from 1 to those of the recipe
     * @return one for each of them; none if cancelled
     */
    public List<ModelResult> run(Device device, int model, int[] epochs, BooleanSupplier cancelled) {
        for (int i = 0; i < epochs.length; i++) {
            if (epochs[i] <= (i == 0 ? 0 : epochs[i - 1]) || epochs[i] > recipe.epochs()) {
                throw new IllegalArgumentException("judgements after epochs " + Arrays.toString(epochs)
                        + ": rising numbers from 1 to " + recipe.epochs() + " are allowed");
            }
        }
        boolean[] member = membership.of(model);
        Dataset subset = train.subset(Membership.rows(member));
        Recipe own = recipe.withSeed(ModelSeeds.of(recipe.seed(), model));
        Judge judge = new Judge(model, member, epochs, cancelled);
        RunResult run = new Trainer(device, own, new Parts(subset, null, null))
                .measureEvery(recipe.epochs())
                .run(judge);
        return run.epochs() < recipe.epochs() ? List.of() : judge.results;
    }

    /** Asks the model of some epochs. */
    private final class Judge implements Listener {
        private final int model;
        private final boolean[] member;
        private final int[] epochs;
        private final BooleanSupplier cancelled;
        private final List<ModelResult> results = new ArrayList<>();

        Judge(int model, boolean[] member, int[] epochs, BooleanSupplier cancelled) {
            this.model = model;
            this.member = member;
            this.epochs = epochs;
            this.cancelled = cancelled;
        }

        @Override
        public void epoch(EpochRecord record, EpochView now) {
            if (Arrays.binarySearch(epochs, now.epoch()) >= 0) {
                Judgement seen = Judgement.of(now, train);
                Judgement unseen = Judgement.of(now, test);
                results.add(new ModelResult(
                        model, member, seen.correct, seen.probability, unseen.correct, unseen.probability));
            }
        }

        @Override
        public boolean cancelled() {
            return cancelled.getAsBoolean();
        }
    }

    /** Of the given labels of a data set. */
    private static final class Judgement {
        private final boolean[] correct;
        private final float[] probability;

        private Judgement(int examples) {
            correct = new boolean[examples];
            probability = new float[examples];
        }

        static Judgement of(EpochView now, Dataset set) {
            if (set == null) {
                return new Judgement(0);
            }
            float[][] p = now.probabilities(set);
            int[] given = set.labels();
            Judgement judgement = new Judgement(given.length);
            for (int i = 0; i < given.length; i++) {
                judgement.probability[i] = p[i][given[i]];
                judgement.correct[i] = largest(p[i]) == given[i];
            }
            return judgement;
        }

        private static int largest(float[] row) {
            int at = 0;
            for (int k = 1; k < row.length; k++) {
                at = row[k] > row[at] ? k : at;
            }
            return at;
        }
    }
}
