package dev.lethe.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.DeviceUnderTest;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.Clip;
import dev.lethe.autograd.Pass;
import dev.lethe.autograd.PerExample;
import dev.lethe.autograd.Projection;
import dev.lethe.autograd.Scratch;
import dev.lethe.op.Add;
import dev.lethe.op.AddRow;
import dev.lethe.op.Multiply;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is found out about examples while they are weighed is of their gradients before that. */
@Tag("devices")
class PerExampleReweightedTest {
    private static final double BOUND = 0.05;

    private static SingleExamples perceptron(Rig rig) {
        return new SingleExamples(rig, rig.normal("x", 6, 9), Pass.Switches.TRAINING);
    }

    private static Rig rig() {
        return new Rig(DeviceUnderTest.filled(), new Mlp(Activations.tanh(), 9, 33, 4));
    }

    private static Clip clip(String kind) {
        return kind.equals("flat")
                ? Clip.flat(BOUND)
                : kind.equals("layer") ? Clip.perLayer(BOUND) : Clip.automatic(BOUND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"flat", "layer", "automatic"})
    void rowsAndProjectionsAreThoseBefore(String kind) {
        try (Rig rig = rig()) {
            SingleExamples single = perceptron(rig);
            Tensor before = single.room(single.n, 64);
            Tensor during = single.room(single.n, 64);
            List<float[]> rowsBefore = new ArrayList<>();
            List<float[]> rowsDuring = new ArrayList<>();
            Projection projection = new Projection(64, 5);
            single.run(PerExample.of(single.n)
                    .withNorms()
                    .project(projection, before)
                    .within(Scratch.of(1 << 20))
                    .rows((pass, p, from, to, rows) -> rowsBefore.add(rig.device.floats(rows))));
            single.run(PerExample.of(single.n)
                    .project(projection, during)
                    .within(Scratch.of(1 << 20))
                    .reweighted(clip(kind))
                    .rows((pass, p, from, to, rows) -> rowsDuring.add(rig.device.floats(rows))));
            assertArrayEquals(rig.device.floats(before), rig.device.floats(during));
            assertEquals(rowsBefore.size(), rowsDuring.size());
            for (int i = 0; i < rowsBefore.size(); i++) {
                assertArrayEquals(rowsBefore.get(i), rowsDuring.get(i));
            }
        }
    }

    @Test
    void layersAreClippedByTheirOwnNorms() {
        try (Rig rig = rig()) {
            SingleExamples single = perceptron(rig);
            single.run(PerExample.of(single.n).reweighted(Clip.perLayer(BOUND)));
            for (String layer : List.of("0", "2")) {
                double[][] w = single.rows.get(layer + ".weight");
                double[][] b = single.rows.get(layer + ".bias");
                for (Parameter p : rig.parameters.list()) {
                    if (!p.name().startsWith(layer + ".")) {
                        continue;
                    }
                    double[][] own = single.rows.get(p.name());
                    float[] got = rig.gradient(p);
                    for (int k = 0; k < got.length; k++) {
                        double want = 0;
                        for (int i = 0; i < single.n; i++) {
                            double norm = Math.sqrt(SingleExamples.dot(w[i], w[i]) + SingleExamples.dot(b[i], b[i]));
                            want += Math.min(1, BOUND / norm) * own[i][k] / single.n;
                        }
                        assertEquals(want, got[k], 1e-5 * BOUND, p.name() + " element " + k);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void cosinesAreWithTheWeighedGradientOfTheBatch(boolean watched) {
        try (Rig rig = rig()) {
            SingleExamples single = perceptron(rig);
            rig.poison();
            Pass pass = single.pass();
            Tensor y = rig.network.forward(pass, single.x);
            if (watched) {
                pass.watch(y);
            }
            PerExample each =
                    PerExample.of(single.n).reweighted(Clip.flat(BOUND)).withAlignments();
            Backward back = pass.backward(Multiply.multiply(pass, y, y), null, each);
            float[] got = rig.device.floats(each.cosines());
            double[] dots = new double[single.n];
            double length = 0;
            for (Parameter p : rig.parameters.list()) {
                float[] g = rig.gradient(p);
                for (int k = 0; k < g.length; k++) {
                    length += (double) g[k] * g[k];
                    for (int i = 0; i < single.n; i++) {
                        dots[i] += single.rows.get(p.name())[i][k] * g[k];
                    }
                }
            }
            for (int i = 0; i < single.n; i++) {
                assertEquals(dots[i] / single.norm(i) / Math.sqrt(length), got[i], 2e-5, "example " + i);
            }
            if (watched) {
                float[] values = rig.device.floats(y);
                float[] dy = rig.device.floats(back.gradient(y));
                for (int i = 0; i < dy.length; i++) {
                    assertEquals(2 * values[i] / values.length, dy[i], 1e-6, "watched gradients are not weighed");
                }
            }
        }
    }

    @Test
    void cosinesAreRefusedWhileLayersAreWeighed() {
        try (Rig rig = rig()) {
            SingleExamples single = perceptron(rig);
            PerExample each =
                    PerExample.of(single.n).reweighted(Clip.perLayer(1)).withAlignments();
            String message = assertThrows(IllegalArgumentException.class, () -> single.run(each))
                    .getMessage();
            assertTrue(message.contains("layer by layer"), message);
        }
    }

    @Test
    void aBiasThatWasComputedIsRefused() {
        try (Rig rig = rig()) {
            Tensor x = rig.normal("x", 6, 9);
            Pass pass = rig.training();
            Tensor row = rig.network.forward(pass, rig.normal("z", 1, 9)).reshape(4);
            Tensor y = AddRow.addRow(pass, rig.network.forward(pass, x), row);
            PerExample each = PerExample.of(6).withNorms();
            assertThrows(IllegalArgumentException.class, () -> pass.backward(Add.add(pass, y, y), null, each));
        }
    }

    @Test
    void aBatchOfOneHasItsRulesToo() {
        try (Rig rig = new Rig(new Conv2d(1, 2, 3, 1, 1))) {
            Pass pass = rig.training();
            Tensor y = rig.network.forward(pass, rig.normal("x", 3, 1, 5, 5));
            String message = assertThrows(
                            IllegalArgumentException.class,
                            () -> pass.backward(y, null, PerExample.of(1).withNorms()))
                    .getMessage();
            assertTrue(message.contains("3 images") && message.contains("1 examples"), message);
        }
    }
}
