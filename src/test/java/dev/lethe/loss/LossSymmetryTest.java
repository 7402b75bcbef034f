package dev.lethe.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.DeviceUnderTest;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.loss.LossBatch.Form;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every loss of the table is symmetric, with the constant it names, or names none and is not. */
@Tag("devices")
class LossSymmetryTest {
    private static final int ROWS = 16;
    private static final int[] CLASSES = {2, 10, 33};

    private static Device device;

    @BeforeAll
    static void open() {
        device = DeviceUnderTest.checked();
    }

    @AfterAll
    static void close() {
        if (device != null) {
            device.close();
        }
    }

    static Stream<LossSpec> table() {
        return LossKind.ALL.stream().map(kind -> new LossSpec(kind.name(), new TreeMap<>()));
    }

    /** For each row of outputs, the sum over all classes of its loss with that class as the label. */
    private static double[] sumsOverClasses(LossSpec spec, int k, boolean extreme) {
        LossBatch batch = new LossBatch(ROWS, k, Form.HARD, 2, "symmetric");
        float[] extremes = {1e4f, -1e4f, 0, 100, -100, 1e-30f, 9999};
        for (int i = 0; extreme && i < batch.z.length; i++) {
            batch.z[i] = extremes[(i * 11 + i / k) % extremes.length];
        }
        double[] sums = new double[ROWS];
        int[] index = IntStream.range(0, ROWS).toArray();
        try (Arena data = device.arena("data", 1 << 24);
                Arena step = device.arena("step", 1 << 24)) {
            Loss loss = spec.build(device, data, ROWS, k);
            Tensor z = LossBatch.floats(device, data, batch.z, ROWS, k);
            for (int y = 0; y < k; y++) {
                Arrays.fill(batch.hard, y);
                Targets targets = batch.upload(device, data).withIndex(LossBatch.ints(device, data, index));
                float[] losses = device.floats(loss.losses(Pass.evaluation(device, step), z, targets, null));
                for (int i = 0; i < ROWS; i++) {
                    sums[i] += losses[i];
                }
            }
        }
        return sums;
    }

    private static OptionalDouble constant(LossSpec spec, int k) {
        try (Arena data = device.arena("data", 1 << 20)) {
            return spec.build(device, data, ROWS, k).symmetricSum(k);
        }
    }

    private static void isSymmetric(LossSpec spec, int k, double constant) {
        for (boolean extreme : new boolean[] {false, true}) {
            for (double sum : sumsOverClasses(spec, k, extreme)) {
                assertEquals(constant, sum, 1e-5 * constant, spec.label() + " of " + k + " classes");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("table")
    void whatIsClaimedHolds(LossSpec spec) {
        for (int k : CLASSES) {
            OptionalDouble constant = constant(spec, k);
            if (constant.isPresent()) {
                isSymmetric(spec, k, constant.getAsDouble());
            } else if (k <= 10) {
                // On many classes a bounded loss comes close to 1 - p, which is symmetric.
                double[] sums = sumsOverClasses(spec, k, false);
                double spread = Arrays.stream(sums).max().orElseThrow()
                        - Arrays.stream(sums).min().orElseThrow();
                double mean = Arrays.stream(sums).average().orElseThrow();
                assertTrue(
                        spread > 0.01 * Math.abs(mean),
                        spec.label() + " is symmetric but does not say so: " + Arrays.toString(sums));
            }
        }
    }

    /** Numbers with which a loss that is not symmetric becomes 1 - p, up to a factor. */
    @ParameterizedTest
    @ValueSource(strings = {"gce:q=1", "taylor:order=1", "agce:a=4,q=1", "aue:a=3,q=1", "sce:alpha=0"})
    void someBecomeSymmetric(String text) {
        LossSpec spec = LossSpec.parse(text);
        for (int k : CLASSES) {
            isSymmetric(spec, k, constant(spec, k).orElseThrow());
        }
    }

    @Test
    void theConstantsAreThoseOfThePapers() {
        assertEquals(18, constant(LossSpec.parse("mae"), 10).orElseThrow());
        assertEquals(36, constant(LossSpec.parse("rce:a=4"), 10).orElseThrow());
        assertEquals(
                10 * Math.log(11), constant(LossSpec.parse("rll:alpha=0.1"), 10).orElseThrow(), 1e-12);
        assertEquals(1, constant(LossSpec.parse("nce"), 10).orElseThrow());
        assertEquals(1, constant(LossSpec.parse("nfl"), 10).orElseThrow());
        assertEquals(19, constant(LossSpec.parse("nce+mae:alpha=1,beta=2"), 10).orElseThrow());
    }
}
