package dev.lethe.study.perexample;

import dev.lethe.Device;
import dev.lethe.data.Dataset;
import dev.lethe.memorization.DeviceThreads;
import dev.lethe.memorization.Membership;
import dev.lethe.memorization.MemorizationScores;
import dev.lethe.memorization.ModelLoop;
import dev.lethe.memorization.ModelResult;
import dev.lethe.memorization.ModelRuns;
import dev.lethe.memorization.Outcome;
import dev.lethe.train.Recipe;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Models trained on random subsets, asked epoch by epoch. */
final class SubsetModels {
    static final String MEMORIZATION = "memorization";

    /** Of the examples that a model is trained on, as Feldman and Zhang took it. */
    private static final double RATIO = 0.7;

    private SubsetModels() {}

    /** Adds the subset estimate of memorization after each epoch, from 0/1 outcomes. */
    static void score(Device device, Recipe recipe, Dataset train, int models, Separation into) {
        int[] epochs = into.epochs();
        Membership membership = new Membership(Membership.Kind.SUBSET, train.size(), RATIO, recipe.seed());
        ModelRuns runs = new ModelRuns(train, null, recipe, membership);
        ModelResult[][] results = new ModelResult[epochs.length][models];
        new DeviceThreads(ModelLoop.usualDevices(device.name()), () -> false)
                .run(IntStream.range(0, models).toArray(), (own, model, stop) -> {
                    List<ModelResult> judged = runs.run(own, model, epochs, stop);
                    for (int e = 0; e < judged.size(); e++) {
                        results[e][model] = judged.get(e);
                    }
                });
        for (int e = 0; e < epochs.length; e++) {
            MemorizationScores scores = MemorizationScores.of(Arrays.asList(results[e]), Outcome.CORRECT);
            into.add(MEMORIZATION, epochs[e], scores.values());
        }
    }
}
