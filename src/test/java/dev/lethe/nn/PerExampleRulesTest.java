package dev.lethe.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.DeviceUnderTest;
import dev.lethe.Grad;
import dev.lethe.Step;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.Clip;
import dev.lethe.autograd.ExampleRows;
import dev.lethe.autograd.Op;
import dev.lethe.autograd.Pass;
import dev.lethe.autograd.PerExample;
import dev.lethe.autograd.Projection;
import dev.lethe.autograd.Scratch;
import dev.lethe.op.Add;
import dev.lethe.op.Concat;
import dev.lethe.op.Multiply;
import dev.lethe.op.Permute;
import dev.lethe.op.Sum;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What gradients of single examples promise beside their values: errors, memory, bits, cotangents. */
@Tag("devices")
class PerExampleRulesTest {
    private static Mlp perceptron() {
        return new Mlp(Activations.tanh(), 9, 33, 4);
    }

    /** The message with which the pass refuses. */
    private static String refused(Module network, BiFunction<Rig, Pass, Tensor> loss, PerExample each) {
        try (Rig rig = new Rig(network)) {
            Pass pass = rig.training();
            Tensor losses = loss.apply(rig, pass);
            return assertThrows(IllegalArgumentException.class, () -> pass.backward(losses, null, each))
                    .getMessage();
        }
    }

    private static PerExample norms(int n) {
        return PerExample.of(n).withNorms();
    }

    private static void contains(String message, String... parts) {
        for (String part : parts) {
            assertTrue(message.contains(part), message);
        }
    }

    @Test
    void batchStatisticsAreRefusedWithAnAlternative() {
        Module network = new Sequential(new Linear(9, 6), new BatchNorm(6));
        String message = refused(network, (rig, p) -> network.forward(p, rig.normal("x", 5, 9)), norms(5));
        contains(message, "BatchNorm", "statistics of the batch", "group normalisation", "running statistics");
    }

    @Test
    void whatMixesExamplesIsRefused() {
        Mlp network = perceptron();
        contains(
                refused(network, (rig, p) -> Sum.sum(p, network.forward(p, rig.normal("x", 5, 9))), norms(5)),
                "are not of 5 examples");
        contains(
                refused(
                        network,
                        (rig, p) -> {
                            Tensor y = network.forward(p, rig.normal("x", 5, 9));
                            return Concat.concat(p, 0, y, network.forward(p, rig.normal("z", 5, 9)));
                        },
                        norms(5)),
                "Concat",
                "axis 0");
        contains(
                refused(
                        network,
                        (rig, p) -> Permute.transpose(p, network.forward(p, rig.normal("x", 4, 9)), 0, 1),
                        norms(4)),
                "Permute",
                "axis 0");
    }

    /** An operation that says nothing of examples. */
    record Silent(Tensor x, Tensor y) implements Op {
        @Override
        public Tensor output() {
            return y;
        }

        @Override
        public void backward(Backward b) {
            b.send(x, 1, b.of(y));
        }
    }

    @Test
    void operationsWithoutARuleAreNamed() {
        Mlp network = perceptron();
        contains(
                refused(
                        network,
                        (rig, p) -> {
                            Tensor y = network.forward(p, rig.normal("x", 5, 9));
                            return p.record(new Silent(y, p.like(y)), y);
                        },
                        norms(5)),
                "Silent",
                "coupling()");
    }

    @Test
    void aParameterThatIsAnOrdinaryInputIsNamed() {
        Module network = new Sequential(new Linear(9, 9));
        String message = refused(
                network,
                (rig, p) -> {
                    Tensor y = network.forward(p, rig.normal("x", 9, 9));
                    return Multiply.multiply(p, y, rig.parameters.list().get(0).value());
                },
                norms(9));
        contains(message, "0.weight", "Multiply", "no rule");
    }

    @Test
    void sharedParametersCannotBeWeighedLayerByLayer() {
        Mlp network = perceptron();
        String message = refused(
                network,
                (rig, p) -> Add.add(
                        p, network.forward(p, rig.normal("x", 5, 9)), network.forward(p, rig.normal("z", 5, 9))),
                PerExample.of(5).reweighted(Clip.perLayer(1)));
        contains(message, "is used by 2 operations", "weigh by the norm over all parameters");
    }

    @Test
    void oneNetworkOnTwoViewsHasItsCrossTerms() {
        Mlp network = perceptron();
        try (Rig rig = new Rig(network)) {
            Tensor x = rig.normal("x", 5, 9);
            Tensor z = rig.normal("z", 5, 9);
            double[] want = new double[5];
            for (int i = 0; i < 5; i++) {
                rig.poison();
                Pass one = rig.training();
                one.backward(views(one, network, x.slice(i, i + 1), z.slice(i, i + 1)));
                for (Parameter p : rig.parameters.list()) {
                    for (float g : rig.gradient(p)) {
                        want[i] += (double) g * g;
                    }
                }
            }
            rig.poison();
            Pass pass = rig.training();
            PerExample each = norms(5);
            pass.backward(views(pass, network, x, z), null, each);
            float[] got = rig.device.floats(each.norms());
            for (int i = 0; i < 5; i++) {
                assertEquals(Math.sqrt(want[i]), got[i], 1e-5 * Math.sqrt(want[i]));
            }
        }
    }

    private static Tensor views(Pass pass, Module network, Tensor x, Tensor z) {
        return Multiply.multiply(pass, network.forward(pass, x), network.forward(pass, z));
    }

    @Test
    void tooSmallAScratchSaysHowMuchIsNeeded() {
        Mlp network = perceptron();
        PerExample each = norms(5).within(Scratch.of(100)).rows((pass, p, from, to, rows) -> {});
        contains(
                refused(network, (rig, p) -> network.forward(p, rig.normal("x", 5, 9)), each),
                "100 bytes",
                "one example needs " + 4 * 4 * 33);
    }

    @Test
    void badNumbersAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> PerExample.of(0));
        for (double bound : new double[] {-1, 0, Double.NaN, Double.POSITIVE_INFINITY}) {
            String message = assertThrows(IllegalArgumentException.class, () -> Clip.flat(bound))
                    .getMessage();
            contains(message, Float.toString((float) bound), "above 0");
        }
        assertThrows(IllegalArgumentException.class, () -> new Projection(12, 1));
        assertThrows(IllegalArgumentException.class, () -> norms(1).scaledBy(-1));
        assertThrows(IllegalStateException.class, () -> norms(1).norms());
    }

    @Test
    void aCotangentNeedsItsScale() {
        Mlp network = perceptron();
        try (Rig rig = new Rig(network)) {
            Tensor x = rig.normal("x", 5, 9);
            Tensor c = rig.normal("c", 5, 4);
            Pass pass = rig.training();
            Tensor y = network.forward(pass, x);
            assertThrows(IllegalStateException.class, () -> pass.backward(y, c, norms(5)));
            float[] plain = norms(rig, network, x, c, 1);
            float[] halved = norms(rig, network, x, c, 0.5);
            for (int i = 0; i < 5; i++) {
                assertEquals(2 * plain[i], halved[i], 1e-6 * halved[i]);
            }
        }
    }

    private static float[] norms(Rig rig, Module network, Tensor x, Tensor c, double scale) {
        Pass pass = rig.training();
        PerExample each = norms(5).scaledBy(scale);
        pass.backward(network.forward(pass, x), c, each);
        return rig.device.floats(each.norms());
    }

    @Test
    void frozenParametersHaveNoShare() {
        Mlp network = perceptron();
        try (Rig rig = new Rig(network)) {
            Tensor x = rig.normal("x", 5, 9);
            rig.parameters.freeze("0");
            Pass pass = rig.training();
            PerExample each = PerExample.of(5).withLayerNorms();
            pass.backward(network.forward(pass, x), null, each);
            assertEquals(List.of(List.of("2.weight", "2.bias")), each.layers());
            assertArrayEquals(rig.device.floats(each.layerNorms()), rig.device.floats(each.norms()));
        }
    }

    @Test
    void askingForNormsLeavesTheGradientsOfTheBatchAsTheyAre() {
        try (Rig rig = new Rig(DeviceUnderTest.checked(), new ConvNet(1, 12, 12, 5))) {
            Tensor x = rig.normal("x", 19, 1, 12, 12);
            float[][] plain = gradients(rig, x, null);
            float[][] measured = gradients(rig, x, norms(19));
            if (rig.device.name().startsWith("cpu")) {
                assertArrayEquals(plain, measured);
            } else {
                for (int i = 0; i < plain.length; i++) {
                    assertArrayEquals(plain[i], measured[i], 1e-5f);
                }
            }
            assertArrayEquals(measured, gradients(rig, x, norms(19)), "twice gives the same bits");
        }
    }

    private static float[][] gradients(Rig rig, Tensor x, PerExample each) {
        rig.poison();
        Pass pass = rig.training();
        pass.backward(rig.network.forward(pass, x), null, each);
        return gradients(rig);
    }

    private static float[][] gradients(Rig rig) {
        return rig.parameters.list().stream().map(rig::gradient).toArray(float[][]::new);
    }

    @Test
    void normsNeedHardlyAnyMemory() {
        try (Rig rig = new Rig(DeviceUnderTest.checked(), new ConvNet(1, 28, 28, 10))) {
            Tensor x = rig.normal("x", 32, 1, 28, 28);
            gradients(rig, x, null);
            long plain = rig.step.peak();
            gradients(rig, x, norms(32));
            assertTrue(rig.step.peak() <= 1.05 * plain, rig.step.peak() + " bytes, " + plain + " without norms");
        }
    }

    @Test
    void areTheSameInACapturedStep() {
        Mlp network = perceptron();
        try (Rig rig = new Rig(network)) {
            Tensor x = rig.normal("x", 5, 9);
            Tensor kept = rig.normal("kept", 5);
            Runnable body = () -> {
                Pass pass = rig.training();
                rig.parameters.applied();
                PerExample each = PerExample.of(5).reweighted(Clip.flat(0.01)).withAlignments();
                pass.backward(network.forward(pass, x), null, each);
                ExampleRows.dots(pass, each.norms(), each.cosines(), 5, new Grad(kept, 0));
            };
            body.run();
            float[] eager = rig.device.floats(kept);
            float[][] gradients = gradients(rig);
            try (Step step = rig.device.capture(body)) {
                rig.poison();
                step.replay();
                assertArrayEquals(eager, rig.device.floats(kept));
                assertArrayEquals(gradients, gradients(rig));
            }
        }
    }
}
