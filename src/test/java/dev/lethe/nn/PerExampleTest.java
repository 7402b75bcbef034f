package dev.lethe.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.DType;
import dev.lethe.DeviceUnderTest;
import dev.lethe.Tensor;
import dev.lethe.autograd.Clip;
import dev.lethe.autograd.Pass;
import dev.lethe.autograd.PerExample;
import dev.lethe.autograd.Projection;
import dev.lethe.autograd.Scratch;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Everything that is found out about single examples, on networks of every kind of layer, against batches of one. */
@Tag("devices")
class PerExampleTest {
    /** Networks with an input for them. */
    enum Net {
        PERCEPTRON {
            @Override
            void run(Consumer<SingleExamples> test) {
                Rig rig = new Rig(DeviceUnderTest.filled(), new Mlp(Activations.tanh(), 20, 33, 17, 5));
                with(rig, rig.normal("x", 7, 20), Pass.Switches.TRAINING, test);
            }
        },
        CONVNET {
            @Override
            void run(Consumer<SingleExamples> test) {
                Rig rig = new Rig(DeviceUnderTest.filled(), new ConvNet(1, 12, 12, 5, Activations.tanh()));
                with(rig, rig.normal("x", 5, 1, 12, 12), Pass.Switches.TRAINING, test);
            }
        },
        OTHER_LAYERS {
            @Override
            void run(Consumer<SingleExamples> test) {
                Module network = new Sequential(
                        new Conv2d(2, 4, 3, 2, 1, Init.kaimingNormal(Init.Fan.OUT, 1), Init.zeros()),
                        new GroupNorm(2, 4),
                        Activations.sigmoid(),
                        Pools.average(2),
                        new Residual(new Conv2d(4, 6, 1, 1, 0), new Conv2d(4, 6, 3, 1, 1, Init.dirac(), null)),
                        new BatchNorm(6),
                        new Flatten(),
                        new Linear(24, 7),
                        new LayerNorm(7),
                        Activations.leakyRelu(1));
                Rig rig = new Rig(DeviceUnderTest.filled(), network);
                rig.spread(0.3);
                with(rig, rig.normal("x", 6, 2, 8, 8), Pass.Switches.EVALUATION, test);
            }
        },
        TRANSFORMER {
            @Override
            void run(Consumer<SingleExamples> test) {
                Rig rig = new Rig(DeviceUnderTest.filled(), new Gpt(new Gpt.Config(11, 7, 16, 2, 2, false, 0)));
                rig.spread(0.2);
                with(rig, rig.integers("x", 11, 4, 7), Pass.Switches.TRAINING, test);
            }
        },
        TIED_TRANSFORMER {
            @Override
            void run(Consumer<SingleExamples> test) {
                Rig rig = new Rig(DeviceUnderTest.filled(), new Gpt(new Gpt.Config(11, 7, 16, 2, 1, true, 0)));
                rig.spread(0.2);
                with(rig, rig.integers("x", 11, 4, 7), Pass.Switches.TRAINING, test);
            }
        };

        abstract void run(Consumer<SingleExamples> test);

        static void with(Rig rig, Tensor x, Pass.Switches switches, Consumer<SingleExamples> test) {
            try (rig) {
                test.accept(new SingleExamples(rig, x, switches));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void normsAreThoseOfTheBatchOfOne(Net net) {
        net.run(single -> {
            PerExample each = single.run(PerExample.of(single.n).withNorms());
            single.checkNorms(each.norms());
            single.checkGradients(single.ones());
        });
    }

    @ParameterizedTest
    @EnumSource
    void normsOfLayersAddUpAndAreThoseOfTheirParameters(Net net) {
        net.run(single -> {
            PerExample each = single.run(PerExample.of(single.n).withLayerNorms());
            single.checkNorms(each.norms());
            float[] got = single.rig.device.floats(each.layerNorms());
            for (int l = 0; l < each.layers().size(); l++) {
                if (net == Net.TIED_TRANSFORMER && each.layers().get(l).contains("wte.weight")) {
                    continue;
                }
                for (int i = 0; i < single.n; i++) {
                    double want = 0;
                    for (String p : each.layers().get(l)) {
                        want += SingleExamples.dot(
                                single.rows.get(p)[i], single.rows.get(p)[i]);
                    }
                    assertEquals(
                            Math.sqrt(want),
                            got[l * single.n + i],
                            1e-5 * single.norm(i),
                            each.layers().get(l) + "");
                }
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void rowsAreTheGradientsOfTheBatchOfOne(Net net) {
        net.run(single -> {
            Map<String, float[][]> got = new HashMap<>();
            single.run(PerExample.of(single.n)
                    .within(Scratch.share(single.rig.step))
                    .rows((pass, p, from, to, rows) -> {
                        float[] values = single.rig.device.floats(rows);
                        String name = single.rig
                                .parameters
                                .list()
                                .get(index(single, p))
                                .name();
                        float[][] all = got.computeIfAbsent(name, k -> new float[single.n][]);
                        int size = p.count();
                        for (int i = from; i < to; i++) {
                            all[i] = Arrays.copyOfRange(values, (i - from) * size, (i - from + 1) * size);
                        }
                    }));
            assertEquals(single.rows.keySet(), got.keySet());
            single.rows.forEach((name, want) -> {
                for (int i = 0; i < single.n; i++) {
                    double scale = Math.sqrt(SingleExamples.dot(want[i], want[i]));
                    for (int k = 0; k < want[i].length; k++) {
                        assertEquals(want[i][k], got.get(name)[i][k], 1e-5 * scale + 1e-9, name + " of example " + i);
                    }
                }
            });
            single.checkGradients(single.ones());
        });
    }

    private static int index(SingleExamples single, Tensor p) {
        for (int i = 0; i < single.rig.parameters.list().size(); i++) {
            Tensor q = single.rig.parameters.list().get(i).value();
            if (q.offset() == p.offset()) {
                return i;
            }
        }
        throw new AssertionError("no parameter is at " + p);
    }

    @ParameterizedTest
    @EnumSource
    void flatClippingWeighsWholeExamples(Net net) {
        net.run(single -> {
            double bound = median(single);
            PerExample each = single.run(PerExample.of(single.n).reweighted(Clip.flat(bound)));
            single.checkNorms(each.norms());
            double[] factors = new double[single.n];
            for (int i = 0; i < single.n; i++) {
                factors[i] = Math.min(1, bound / single.norm(i));
            }
            assertTrue(Arrays.stream(factors).min().getAsDouble() < 1, "nothing was clipped");
            single.checkGradients(factors);
        });
    }

    private static double median(SingleExamples single) {
        double[] norms = new double[single.n];
        for (int i = 0; i < norms.length; i++) {
            norms[i] = single.norm(i);
        }
        Arrays.sort(norms);
        return norms[norms.length / 2];
    }

    @ParameterizedTest
    @EnumSource
    void automaticClippingBringsAllToTheBound(Net net) {
        net.run(single -> {
            PerExample each = single.run(PerExample.of(single.n).reweighted(Clip.automatic(0.5)));
            double[] factors = new double[single.n];
            for (int i = 0; i < single.n; i++) {
                factors[i] = 0.5 / (single.norm(i) + 0.01);
            }
            float[] got = single.rig.device.floats(each.factors());
            for (int i = 0; i < single.n; i++) {
                assertEquals(factors[i], got[i], 1e-5 * factors[i]);
            }
            single.checkGradients(factors);
        });
    }

    @ParameterizedTest
    @EnumSource
    void alignmentsAreWithTheGradientOfTheBatch(Net net) {
        net.run(single -> {
            PerExample each = single.run(PerExample.of(single.n).withAlignments());
            float[] dots = single.rig.device.floats(each.alignments());
            float[] cosines = single.rig.device.floats(each.cosines());
            double batch = 0;
            double[] want = new double[single.n];
            for (int i = 0; i < single.n; i++) {
                for (int j = 0; j < single.n; j++) {
                    want[i] += single.dot(i, j) / single.n;
                }
                batch += want[i] / single.n;
            }
            for (int i = 0; i < single.n; i++) {
                double size = single.norm(i) * Math.sqrt(batch);
                assertEquals(want[i], dots[i], 2e-5 * size, "inner product of example " + i);
                assertEquals(want[i] / size, cosines[i], 2e-5, "cosine of example " + i);
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void dotsWithTheGradientOfOneExample(Net net) {
        net.run(single -> {
            int other = single.n - 1;
            Map<Long, Tensor> directions = new HashMap<>();
            for (Parameter p : single.rig.parameters.list()) {
                double[] row = single.rows.get(p.name())[other];
                float[] v = new float[row.length];
                for (int i = 0; i < v.length; i++) {
                    v[i] = (float) row[i];
                }
                Tensor t = single.rig.data.tensor(DType.F32, p.shape());
                single.rig.device.upload(v, t);
                directions.put(p.value().offset(), t);
            }
            Tensor into = single.room(single.n);
            single.run(PerExample.of(single.n).dots(p -> directions.get(p.offset()), into));
            float[] got = single.rig.device.floats(into);
            for (int i = 0; i < single.n; i++) {
                double size = single.norm(i) * single.norm(other);
                assertEquals(single.dot(i, other), got[i], 1e-5 * size, "example " + i);
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void projectionsKeepInnerProductsInTheMean(Net net) {
        net.run(single -> {
            int seeds = 24;
            int k = 256;
            double[][] sums = new double[single.n][single.n];
            Tensor into = single.room(single.n, k);
            for (int s = 0; s < seeds; s++) {
                single.run(PerExample.of(single.n).project(new Projection(k, s), into));
                float[] v = single.rig.device.floats(into);
                for (int i = 0; i < single.n; i++) {
                    for (int j = 0; j < single.n; j++) {
                        for (int c = 0; c < k; c++) {
                            sums[i][j] += (double) v[i * k + c] * v[j * k + c] / seeds;
                        }
                    }
                }
            }
            for (int i = 0; i < single.n; i++) {
                for (int j = 0; j < single.n; j++) {
                    // Products of signs have heavier tails than signs: 6 standard errors of the latter.
                    double size = single.norm(i) * single.norm(j);
                    assertEquals(
                            single.dot(i, j),
                            sums[i][j],
                            6 * size / Math.sqrt(seeds * (double) k) * 1.5,
                            i + " and " + j);
                }
            }
        });
    }
}
