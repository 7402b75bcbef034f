package dev.lethe.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.DeviceUnderTest;
import dev.lethe.Step;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.loss.CrossEntropy;
import dev.lethe.loss.Targets;
import dev.lethe.optim.Adam;
import dev.lethe.optim.Clipping;
import dev.lethe.optim.Clock;
import dev.lethe.optim.Schedule;
import dev.lethe.optim.WeightAverage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A whole training step, captured and replayed, does what eager steps do, bit for bit. */
@Tag("devices")
class CaptureTrainingTest {
    private static final int STEPS = 21;

    private static Module network() {
        return new Sequential(
                (pass, x) -> x.reshape(x.dim(0), 1, 4, 6),
                new Conv2d(1, 4, 3, 1, 1),
                new BatchNorm(4),
                Activations.relu(),
                Pools.max(2),
                new Flatten(),
                new Linear(24, 33),
                Activations.gelu(),
                new Dropout(0.3),
                new Residual(new Sequential(new LayerNorm(33), new Linear(33, 33))),
                new Dropout(0.1),
                new Linear(33, 5));
    }

    /** One training run: all that a step changes, after each step. */
    private static List<float[]> train(boolean captured, int threads, long seed) {
        Module network = network();
        List<float[]> trace = new ArrayList<>();
        try (Device device = DeviceUnderTest.checked(threads);
                Arena data = device.arena("data", 1 << 26);
                Arena step = device.arena("step", 1 << 26);
                Parameters parameters = Parameters.of(device, network, 1)) {
            Clock clock = new Clock(device, data, seed);
            Clipping clipping = new Clipping(device, data, parameters, 0.5);
            Schedule rate = Schedule.warmUp(5, Schedule.cosine(0.01, 0, 12));
            Adam adam = new Adam(device, data, parameters, clock, rate, 0.9, 0.999, 1e-8, 0.01, clipping);
            WeightAverage average = new WeightAverage(device, data, parameters, clock, Schedule.constant(0.9), true);
            clock.start(15);
            Tensor x = data.floats(16, 24);
            device.upload(Rig.normals(x.count(), "x"), x);
            Tensor labels = data.ints(16);
            int[] classes = new int[16];
            Arrays.setAll(classes, i -> i % 5);
            device.upload(classes, labels);
            Runnable body = () -> {
                step.reset();
                Pass pass = Pass.training(device, step, clock.state(), parameters);
                Tensor losses =
                        new CrossEntropy(0.1).losses(pass, network.forward(pass, x), Targets.hard(labels), null);
                pass.backward(losses);
                adam.step(parameters, clock);
                average.update();
                clock.advance(16);
            };
            Step replay = null;
            for (int i = 0; i < STEPS; i++) {
                if (!captured) {
                    body.run();
                } else if (i == 0) {
                    replay = device.capture(body);
                } else {
                    replay.replay();
                }
                trace.add(device.floats(parameters.values()));
                trace.add(device.floats(parameters.buffers()));
            }
            adam.state().values().forEach(t -> trace.add(device.floats(t)));
            average.state().values().forEach(t -> trace.add(device.floats(t)));
            if (replay != null) {
                replay.close();
            }
        }
        return trace;
    }

    private static void same(List<float[]> want, List<float[]> got) {
        for (int i = 0; i < want.size(); i++) {
            assertArrayEquals(want.get(i), got.get(i), "tensor " + i);
        }
    }

    @Test
    void replaysEqualEagerSteps() {
        List<float[]> eager = train(false, 2, 7);
        same(eager, train(true, 2, 7));
        same(eager, train(false, 2, 7));
        same(eager, train(true, 1, 7));
        for (int i = 2; i < 2 * STEPS; i += 2) {
            assertFalse(Arrays.equals(eager.get(i - 2), eager.get(i)), "step " + i / 2 + " changed nothing");
        }
    }

    @Test
    void theSeedDecidesWhatIsDropped() {
        assertFalse(Arrays.equals(train(true, 2, 7).get(0), train(true, 2, 8).get(0)));
    }
}
