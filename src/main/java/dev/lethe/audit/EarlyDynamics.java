package dev.lethe.audit;

import dev.lethe.Device;
import dev.lethe.data.Dataset;
import dev.lethe.data.noise.Probabilities;
import dev.lethe.train.EpochRecord;
import dev.lethe.train.EpochView;
import dev.lethe.train.LedgerTable;
import dev.lethe.train.Listener;
import dev.lethe.train.Parts;
import dev.lethe.train.Recipe;
import dev.lethe.train.RunResult;
import dev.lethe.train.Trainer;
import java.util.Optional;

/**
 * What one model, trained with early-learning regularisation on all examples and not for long, said of each while it
 * learned: mean loss, mean margin, and its targets.
 *
 * <p>The targets after each epoch, averaged without the first quarter of the epochs, serve as probabilities: an example
 * whose wrong label is learned in the end was contradicted before.
 *
 * @param recipe its loss must be {@code elr}, whose targets are read
 */
public record EarlyDynamics(Recipe recipe) {
    private static final String TARGETS = "elr.table";

    /** @throws IllegalArgumentException if the loss is another than ELR */
    public EarlyDynamics {
        if (!recipe.loss().equals("elr") && !recipe.loss().startsWith("elr:")) {
            throw new IllegalArgumentException(
                    "loss " + recipe.loss() + ": the method dynamics reads the targets of elr, so elr is allowed");
        }
    }

    /**
     * Trains the model.
     *
     * @param listener may cancel
     * @return empty if cancelled
     */
    public Optional<Evidence> run(Device device, Dataset data, Listener listener) {
        Watch watch = new Watch(listener, data);
        RunResult result = new Trainer(device, recipe, new Parts(data, null, null)).run(watch);
        return result.epochs() < recipe.epochs() ? Optional.empty() : Optional.of(watch.evidence());
    }

    private final class Watch extends Following {
        private final Dataset data;
        private final float[] meanLoss;
        private final float[] meanMargin;
        private final float[] meanTargets;
        private Probabilities targets;

        Watch(Listener follower, Dataset data) {
            super(follower);
            this.data = data;
            meanLoss = new float[data.size()];
            meanMargin = new float[data.size()];
            meanTargets = new float[Math.multiplyExact(data.size(), data.classes())];
        }

        @Override
        public void epoch(EpochRecord record, EpochView now) {
            LedgerTable ledger = now.ledger();
            for (int i = 0; i < meanLoss.length; i++) {
                double p = Math.max(ledger.probability()[i], Float.MIN_NORMAL);
                meanLoss[i] -= (float) (StrictMath.log(p) / recipe.epochs());
                meanMargin[i] += ledger.margin()[i] / recipe.epochs();
            }
            targets = distributions(now.memory().get(TARGETS), data.classes());
            int skipped = recipe.epochs() / 4;
            if (now.epoch() > skipped) {
                addTargets(recipe.epochs() - skipped);
            }
            follower.epoch(record, now);
        }

        private void addTargets(int epochs) {
            for (int i = 0; i < data.size(); i++) {
                for (int k = 0; k < data.classes(); k++) {
                    meanTargets[i * data.classes() + k] += targets.at(i, k) / epochs;
                }
            }
        }

        Evidence evidence() {
            Probabilities mean = Probabilities.of(meanTargets, data.classes());
            return new Evidence(data.labels(), mean, meanLoss, meanMargin, targets);
        }
    }

    /** Rows of targets, whose sums are below 1 after few visits, as distributions; in place. */
    private static Probabilities distributions(float[] table, int classes) {
        for (int from = 0; from < table.length; from += classes) {
            double sum = 0;
            for (int k = 0; k < classes; k++) {
                sum += table[from + k];
            }
            for (int k = 0; k < classes; k++) {
                table[from + k] = (float) (table[from + k] / sum);
            }
        }
        return Probabilities.of(table, classes);
    }
}
