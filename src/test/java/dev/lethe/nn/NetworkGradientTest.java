package dev.lethe.nn;

import dev.lethe.autograd.Pass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkGradientTest {
    private static final Pass.Switches TRAINING = Pass.Switches.TRAINING;

    @Test
    void perceptron() {
        try (Rig rig = new Rig(new Mlp(Activations.tanh(), 20, 33, 17, 5))) {
            new Direction(rig, rig.normal("x", 31, 20), TRAINING).check(1e-5);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void transformer(boolean tied) {
        try (Rig rig = new Rig(new Gpt(new Gpt.Config(19, 9, 16, 2, 2, tied, 0.1)))) {
            // Layer normalisation of embeddings of 0.02 bends far more within a step than float32 can resolve.
            rig.spread(0.2);
            new Direction(rig, rig.integers("x", 19, 3, 7), TRAINING)
                    .step(1.0 / 64)
                    .check(1e-5);
        }
    }
}
