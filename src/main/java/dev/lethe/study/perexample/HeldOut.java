package dev.lethe.study.perexample;

import dev.lethe.Device;
import dev.lethe.data.Dataset;
import dev.lethe.influence.Influence;
import dev.lethe.influence.InfluenceResult;
import dev.lethe.influence.Method;
import dev.lethe.influence.Settings;
import dev.lethe.influence.Weights;
import dev.lethe.nn.ModelSpec;
import dev.lethe.train.Recipe;
import java.util.Arrays;
import java.util.List;

/** Scores that compare training examples with others whose labels can be trusted. */
final class HeldOut {
    static final String TRAK = "TRAK, held-out";

    private static final String ALIGNMENT = "alignment, held-out";
    private static final double RIDGE = 1e-3;

    private HeldOut() {}

    /**
     * Adds the harm that each training example does to {@code trusted} by TRAK, and how little its gradient agrees with
     * their mean one, at each of the weights.
     *
     * @param projection numbers that TRAK projects gradients to
     */
    static void score(
            Device device,
            Recipe recipe,
            Dataset train,
            Dataset trusted,
            List<Weights> weights,
            int projection,
            Separation into) {
        Settings settings = new Settings(Method.TRAK, projection, recipe.seed(), RIDGE, 1);
        for (Weights at : weights) {
            InfluenceResult found = Influence.of(
                    device,
                    ModelSpec.parse(recipe.model(), train.exampleShape(), train.classes()),
                    train,
                    trusted,
                    List.of(at),
                    settings);
            into.add(TRAK, at.epoch(), found.harm());
            into.add(
                    ALIGNMENT,
                    at.epoch(),
                    Arrays.stream(found.alignment()).map(a -> -a).toArray());
        }
    }
}
