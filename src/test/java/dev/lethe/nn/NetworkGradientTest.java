package dev.lethe.nn;

import dev.lethe.DeviceUnderTest;
import dev.lethe.autograd.Pass;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("devices")
class NetworkGradientTest {
    private static final Pass.Switches TRAINING = Pass.Switches.TRAINING;

    @Test
    void perceptron() {
        try (Rig rig = new Rig(DeviceUnderTest.filled(), new Mlp(Activations.tanh(), 20, 33, 17, 5))) {
            new Direction(rig, rig.normal("x", 31, 20), TRAINING).check(1e-5);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void transformer(boolean tied) {
        try (Rig rig = new Rig(DeviceUnderTest.filled(), new Gpt(new Gpt.Config(19, 9, 16, 2, 2, tied, 0.1)))) {
            // Layer normalisation of embeddings of 0.02 bends far more within a step than float32 can resolve.
            rig.spread(0.2);
            new Direction(rig, rig.integers("x", 19, 3, 7), TRAINING)
                    .step(1.0 / 64)
                    .check(1e-5);
        }
    }

    @Test
    void theOtherModules() {
        Module network = new Sequential(
                new Conv2d(2, 4, 3, 2, 1, Init.kaimingNormal(Init.Fan.OUT, 1), Init.zeros()),
                new GroupNorm(2, 4),
                Activations.sigmoid(),
                Pools.average(2),
                new Residual(new Conv2d(4, 6, 1, 1, 0), new Conv2d(4, 6, 3, 1, 1, Init.dirac(), null)),
                new Flatten(),
                new Dropout(0.2),
                new Linear(24, 7),
                new LayerNorm(7),
                Activations.leakyRelu(1)); // without a kink
        try (Rig rig = new Rig(DeviceUnderTest.filled(), network)) {
            new Direction(rig, rig.normal("x", 5, 2, 8, 8), TRAINING)
                    .step(1.0 / 128)
                    .check(1e-5);
        }
    }

    @Test
    void convnetWithSmoothActivations() {
        try (Rig rig = new Rig(DeviceUnderTest.filled(), new ConvNet(1, 12, 12, 5, Activations.tanh()))) {
            new Direction(rig, rig.normal("x", 3, 1, 12, 12), TRAINING)
                    .step(1.0 / 128)
                    .check(1e-5);
        }
    }

    @Test
    void convnet() {
        try (Rig rig = new Rig(DeviceUnderTest.filled(), new ConvNet(1, 12, 12, 5))) {
            // Differences across the kink of a ReLU are no derivative: large biases keep inputs away from it. Some
            // pooling windows still change their winner within the step, hence the wider tolerance.
            rig.alternate("bias", 6);
            new Direction(rig, rig.normal("x", 3, 1, 12, 12), TRAINING)
                    .step(1.0 / 256)
                    .check(5e-5);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void residualNetworkWithSmoothActivations(boolean preActivation) {
        try (Rig rig =
                new Rig(DeviceUnderTest.filled(), new ResNet(2, 5, 3, preActivation, Activations.gelu(), 1, 1, 1, 1))) {
            new Direction(rig, rig.normal("x", 5, 2, 16, 16), TRAINING)
                    .step(1.0 / 256)
                    .check(1e-5);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void residualNetwork(boolean preActivation) {
        try (Rig rig =
                new Rig(DeviceUnderTest.filled(), new ResNet(2, 5, 3, preActivation, Activations.relu(), 2, 1, 1, 1))) {
            // Away from the kinks again: normalised values of variance 1 are shifted by 5 before each ReLU. Where a
            // shortcut is added in between, both terms are shifted to the same side.
            rig.set("bias", i -> 5);
            if (preActivation) {
                rig.alternate("bn1.bias", 5);
                rig.alternate("bn2.bias", 5);
            }
            new Direction(rig, rig.normal("x", 5, 2, 16, 16), TRAINING).check(1e-5);
        }
    }
}
