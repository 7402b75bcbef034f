package dev.lethe.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.Pass;
import dev.lethe.op.Add;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Networks, inputs and passes that have something in common. */
@Tag("devices")
class SharingTest {
    private static Mlp network() {
        return new Mlp(Activations.gelu(), 9, 33, 4);
    }

    private static float[] sum(float[] a, float[] b) {
        float[] s = new float[a.length];
        for (int i = 0; i < s.length; i++) {
            s[i] = a[i] + b[i];
        }
        return s;
    }

    /** Gradients of one run of the rig's network. */
    private static float[][] run(Rig rig, Tensor x, Tensor cotangent) {
        rig.poison();
        Pass pass = rig.training();
        pass.backward(rig.network.forward(pass, x), cotangent);
        return gradients(rig);
    }

    private static float[][] gradients(Rig rig) {
        return rig.parameters.list().stream().map(rig::gradient).toArray(float[][]::new);
    }

    private static void near(float[] want, float[] got) {
        double norm = 0;
        for (float w : want) {
            norm = Math.max(norm, Math.abs(w));
        }
        for (int i = 0; i < want.length; i++) {
            assertEquals(want[i], got[i], 2e-6 * norm, "element " + i);
        }
    }

    @Test
    void twoNetworksOnOneInput() {
        Mlp second = network();
        try (Rig rig = new Rig(network());
                Parameters others = Parameters.of(rig.device, second, 2)) {
            Tensor x = rig.normal("x", 5, 9);
            Tensor c = rig.normal("c", 5, 4);
            float[][] alone = run(rig, x, c);
            rig.poison();
            rig.step.reset();
            Pass pass = Pass.training(rig.device, rig.step, rig.clock, rig.parameters, others);
            pass.watch(x);
            Tensor y = Add.add(pass, rig.network.forward(pass, x), second.forward(pass, x));
            Backward b = pass.backward(y, c);
            assertArrayEquals(alone, gradients(rig));
            float[] both = rig.device.floats(b.gradient(x));
            near(sum(inputGradient(rig, rig.network, x, c), inputGradient(rig, second, x, c)), both);
            assertTrue(others.ready());
        }
    }

    private static float[] inputGradient(Rig rig, Module network, Tensor x, Tensor c) {
        rig.step.reset();
        Pass pass = Pass.recording(rig.device, rig.step, rig.clock, Pass.Switches.TRAINING);
        pass.watch(x);
        Tensor y = network.forward(pass, x);
        return rig.device.floats(pass.backward(y, c).gradient(x));
    }

    @Test
    void oneNetworkTwiceInAPass() {
        try (Rig rig = new Rig(network())) {
            Tensor x = rig.normal("x", 5, 9);
            Tensor z = rig.normal("z", 5, 9);
            Tensor c = rig.normal("c", 5, 4);
            float[][] first = run(rig, x, c);
            float[][] second = run(rig, z, c);
            rig.poison();
            Pass pass = rig.training();
            Tensor y = Add.add(pass, rig.network.forward(pass, x), rig.network.forward(pass, z));
            pass.backward(y, c);
            float[][] both = gradients(rig);
            for (int i = 0; i < both.length; i++) {
                near(sum(first[i], second[i]), both[i]);
            }
        }
    }

    @Test
    void microBatchesAddUpToTheWhole() {
        try (Rig rig = new Rig(network())) {
            Tensor x = rig.normal("x", 12, 9);
            Tensor c = rig.normal("c", 12, 4);
            float[][] whole = run(rig, x, c);
            rig.poison();
            for (int i = 0; i < 3; i++) {
                Pass pass = rig.training();
                Tensor y = rig.network.forward(pass, x.slice(4 * i, 4 * i + 4));
                pass.backward(y, c.slice(4 * i, 4 * i + 4));
            }
            float[][] added = gradients(rig);
            for (int i = 0; i < whole.length; i++) {
                near(whole[i], added[i]);
            }
        }
    }

    @Test
    void frozenLayersPassGradientsOnAndTakeNone() {
        try (Rig rig = new Rig(network())) {
            Tensor x = rig.normal("x", 5, 9);
            Tensor c = rig.normal("c", 5, 4);
            float[][] all = run(rig, x, c);
            rig.parameters.freeze("2");
            float[][] some = run(rig, x, c);
            assertArrayEquals(all[0], some[0]);
            assertArrayEquals(all[1], some[1]);
            assertArrayEquals(new float[all[2].length], some[2]);
            assertArrayEquals(new float[all[3].length], some[3]);
        }
    }

    @Test
    void dropoutDropsInTrainingOnly() {
        try (Rig rig = new Rig(new Dropout(0.5))) {
            Tensor x = rig.normal("x", 1000);
            float[] values = rig.device.floats(x);
            assertArrayEquals(values, rig.output(x, Pass.Switches.EVALUATION));
            float[] dropped = rig.output(x, Pass.Switches.TRAINING);
            int zeros = 0;
            for (int i = 0; i < values.length; i++) {
                assertTrue(dropped[i] == 0 || dropped[i] == 2 * values[i]);
                zeros += dropped[i] == 0 ? 1 : 0;
            }
            assertEquals(500, zeros, 80);
        }
        assertThrows(IllegalArgumentException.class, () -> new Dropout(1));
    }
}
