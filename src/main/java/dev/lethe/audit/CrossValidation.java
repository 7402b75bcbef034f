package dev.lethe.audit;

import dev.lethe.Device;
import dev.lethe.data.Dataset;
import dev.lethe.data.noise.Probabilities;
import dev.lethe.train.EpochRecord;
import dev.lethe.train.EpochView;
import dev.lethe.train.Listener;
import dev.lethe.train.Parts;
import dev.lethe.train.Recipe;
import dev.lethe.train.RunResult;
import dev.lethe.train.Trainer;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Probabilities for each example by a model that was not trained on it, averaged over its last epochs.
 *
 * @param recipe of the model of each fold; fold f has the recipe's seed plus f
 * @param folds parts into which the examples are split, by given label; 2 or more
 * @param averaged how many of the last epochs are averaged, 1..epochs
 */
public record CrossValidation(Recipe recipe, int folds, int averaged) {
    /** @throws IllegalArgumentException if a number is out of range */
    public CrossValidation {
        if (folds < 2) {
            throw new IllegalArgumentException(folds + " folds: 2 or more are allowed");
        }
        if (averaged < 1 || averaged > recipe.epochs()) {
            throw new IllegalArgumentException(
                    "averaging " + averaged + " epochs: 1.." + recipe.epochs() + " are allowed");
        }
    }

    /**
     * Trains one model for each fold on the others.
     *
     * @param listeners one for each fold, 0..folds-1, who may cancel
     * @return empty if cancelled
     * @throws IllegalArgumentException if a class has fewer than two examples
     */
    public Optional<Evidence> run(Device device, Dataset data, IntFunction<Listener> listeners) {
        Folds split = Folds.stratified(data, folds, recipe.seed());
        float[] probabilities = new float[Math.multiplyExact(data.size(), data.classes())];
        for (int fold = 0; fold < folds; fold++) {
            int[] held = split.inside(fold);
            Parts parts = new Parts(data.subset(split.outside(fold)), null, null);
            Judge judge = new Judge(listeners.apply(fold), data.subset(held), held, probabilities);
            RunResult result = new Trainer(device, recipe.withSeed(recipe.seed() + fold), parts)
                    .measureEvery(recipe.epochs())
                    .run(judge);
            if (result.epochs() < recipe.epochs()) {
                return Optional.empty();
            }
        }
        return Optional.of(Evidence.of(Probabilities.of(probabilities, data.classes()), data.labels()));
    }

    /** Follows one fold and adds up what its model says of the examples held out. */
    private final class Judge extends Following {
        private final Dataset held;
        private final int[] rows;
        private final float[] sum;

        Judge(Listener follower, Dataset held, int[] rows, float[] sum) {
            super(follower);
            this.held = held;
            this.rows = rows;
            this.sum = sum;
        }

        @Override
        public void epoch(EpochRecord record, EpochView now) {
            if (now.epoch() > recipe.epochs() - averaged) {
                float[][] p = now.probabilities(held);
                for (int i = 0; i < rows.length; i++) {
                    int classes = p[i].length;
                    for (int k = 0; k < classes; k++) {
                        sum[rows[i] * classes + k] += p[i][k] / averaged;
                    }
                }
            }
            follower.epoch(record, now);
        }
    }
}
