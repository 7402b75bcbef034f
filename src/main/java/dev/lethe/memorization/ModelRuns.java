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
     * Trains model {@code model} and lets it judge every example.
     *
     * @param cancelled asked after each step; once true, training ends
     * @return empty if cancelled
     * @throws IllegalArgumentException if its subset cannot be trained on, such as one of a single class
     * @throws dev.lethe.train.DivergedException if its loss or a weight is not finite
     */
    public Optional<ModelResult> run(Device device, int model, BooleanSupplier cancelled) {
        boolean[] member = membership.of(model);
        Dataset subset = train.subset(Membership.rows(member));
        Recipe own = recipe.withSeed(ModelSeeds.of(recipe.seed(), model));
        Judge judge = new Judge(cancelled);
        RunResult run = new Trainer(device, own, new Parts(subset, null, null))
                .measureEvery(recipe.epochs())
                .run(judge);
        if (run.epochs() < recipe.epochs()) {
            return Optional.empty();
        }
        return Optional.of(new ModelResult(
                model,
                member,
                judge.train.correct,
                judge.train.probability,
                judge.test.correct,
                judge.test.probability));
    }

    /** Asks the model of the last epoch. */
    private final class Judge implements Listener {
        private final BooleanSupplier cancelled;
        private Judgement train;
        private Judgement test;

        Judge(BooleanSupplier cancelled) {
            this.cancelled = cancelled;
        }

        @Override
        public void epoch(EpochRecord record, EpochView now) {
            if (now.epoch() == recipe.epochs()) {
                train = Judgement.of(now, ModelRuns.this.train);
                test = Judgement.of(now, ModelRuns.this.test);
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
