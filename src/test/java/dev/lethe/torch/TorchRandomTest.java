package dev.lethe.torch;

import dev.lethe.Device;
import dev.lethe.DeviceUnderTest;
import dev.lethe.RandomStream;
import dev.lethe.autograd.Pass;
import dev.lethe.loss.CrossEntropy;
import dev.lethe.loss.Targets;
import dev.lethe.op.Affine;
import dev.lethe.testing.OpCase;
import dev.lethe.testing.OpHarness;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random shapes and options, other ones in each build; {@code -Dlethe.test.seed=N} repeats those of seed N. */
@Tag("devices")
class TorchRandomTest {
    private static final int CASES = Integer.getInteger("lethe.test.cases", 200);

    @BeforeAll
    static void start() {
        Torch.require();
    }

    @Test
    void twoHundredRandomCasesAgree() {
        long seed = Long.getLong("lethe.test.seed", System.nanoTime() & 0xFFFFFFFFL);
        System.out.println("random cases beside libtorch: -Dlethe.test.seed=" + seed);
        RandomStream random = new RandomStream(seed, "cases");
        try (Device device = DeviceUnderTest.checked()) {
            OpHarness harness = new OpHarness(device);
            for (int i = 0; i < CASES; i++) {
                TorchCase c = draw(random, "seed " + seed + ", case " + i + ": ");
                c.check(harness);
            }
        }
    }

    private static TorchCase draw(RandomStream random, String prefix) {
        int n = 1 + random.below(5);
        int c = 1 + random.below(9);
        int size = 5 + random.below(12);
        int kernel = 1 + random.below(5);
        int stride = 1 + random.below(3);
        // Libtorch takes at most half a window of padding in pools.
        int padding = random.below(kernel / 2 + 1);
        switch (random.below(8)) {
            case 0:
                return affine(prefix, 1 + random.below(70), 1 + random.below(70), 1 + random.below(300));
            case 1:
                return TorchLayerCases.conv(prefix, n, c, size, 1 + random.below(20), kernel, stride, padding);
            case 2:
                return TorchLayerCases.maxPool(prefix, size, kernel, stride, padding);
            case 3:
                return TorchLayerCases.averagePool(prefix, size, kernel, stride, padding);
            case 4:
                // A handful of values per channel at least: the derivative at two is all cancellation.
                return TorchNormCases.batchNorm(prefix, Pass.Switches.TRAINING, 4 + n, c, size);
            case 5:
                return TorchNormCases.layerNorm(prefix, n, c, 8 + random.below(200));
            case 6:
                int groups = 1 + random.below(4);
                return TorchNormCases.groupNorm(prefix, groups, n, groups * c, size, size);
            default:
                return crossEntropy(prefix, 1 + random.below(70), 2 + random.below(300), 0.3 * random.uniform());
        }
    }

    private static TorchCase affine(String prefix, int rows, int out, int in) {
        return TorchCase.of(
                OpCase.of(
                                prefix + "affine " + rows + "x" + out + "x" + in,
                                (p, t) -> Affine.affine(p, t[0], t[1], t[2]))
                        .input(rows, in)
                        .input(out, in)
                        .input(out),
                t -> TorchOps.linear(t[0], t[1], t[2]));
    }

    private static TorchCase crossEntropy(String prefix, int n, int k, double smoothing) {
        return TorchCase.of(
                OpCase.of(
                                prefix + "cross-entropy " + n + "x" + k + ", smoothing " + smoothing,
                                (p, in) -> new CrossEntropy(smoothing).losses(p, in[0], Targets.hard(in[1]), null))
                        .input(v -> 4 * v, n, k)
                        .labels(k, n),
                in -> TorchLosses.crossEntropy((float) smoothing).of(in[0], TorchOps.oneHot(in[1], k)));
    }
}
