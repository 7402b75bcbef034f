package dev.lethe.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lethe.RandomStream;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Vector API loops against the plain ones, bit for bit. */
class LanesTest {
    private static final int[] SIZES = {0, 1, 7, 15, 16, 17, 31, 32, 33, 100, 1000, 1025};
    private static final int[][] OFFSETS = {{0, 0, 0, 0}, {1, 2, 3, 5}, {16, 0, 7, 32}};
    private static final float[] SPECIAL = {
        0f,
        -0f,
        1f,
        -1f,
        Float.NaN,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.MIN_VALUE,
        -Float.MIN_VALUE,
        Float.MIN_NORMAL,
        0x1p-130f,
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        Scalar.EXP_LOW,
        Math.nextDown(Scalar.EXP_LOW),
        Scalar.EXP_HIGH,
        Math.nextUp(Scalar.EXP_HIGH),
        0.625f,
        -0.625f,
        Math.nextDown(0.625f),
        1e-20f,
        -104f,
        89f
    };

    /** One method of {@link Lanes} on four arrays at four offsets. */
    private interface Call {
        float on(Lanes lanes, float[][] a, int[] o, int n);
    }

    private interface Silent {
        void on(Lanes lanes, float[][] a, int[] o, int n);
    }

    private static Lanes vector;

    @BeforeAll
    static void load() throws ReflectiveOperationException {
        assumeTrue(
                ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent(),
                "the JVM runs without --add-modules=jdk.incubator.vector");
        vector = (Lanes) Class.forName("dev.lethe.cpu.vector.VectorLanes")
                .getDeclaredConstructor()
                .newInstance();
    }

    private static final Map<String, Call> CALLS = new TreeMap<>();

    private static void put(String name, Silent call) {
        CALLS.put(name, (l, a, o, n) -> {
            call.on(l, a, o, n);
            return 0;
        });
    }

    static {
        put("fill", (l, a, o, n) -> l.fill(1.5f, a[1], o[1], n));
        put("add", (l, a, o, n) -> l.add(a[0], o[0], a[1], o[1], a[2], o[2], n));
        put("add in place", (l, a, o, n) -> l.add(a[0], o[0], a[1], o[1], a[0], o[0], n));
        put("scaleShift", (l, a, o, n) -> l.scaleShift(a[0], o[0], 0.3f, -0.7f, a[1], o[1], n));
        put("relu", (l, a, o, n) -> l.relu(a[0], o[0], a[1], o[1], n));
        put("relu in place", (l, a, o, n) -> l.relu(a[0], o[0], a[0], o[0], n));
        put("exp", (l, a, o, n) -> l.exp(a[0], o[0], a[1], o[1], n));
        put("log", (l, a, o, n) -> l.log(a[0], o[0], a[1], o[1], n));
        put("tanh", (l, a, o, n) -> l.tanh(a[0], o[0], a[1], o[1], n));
        put("sigmoid", (l, a, o, n) -> l.sigmoid(a[0], o[0], a[1], o[1], n));
        put("gelu", (l, a, o, n) -> l.gelu(a[0], o[0], a[1], o[1], n));
        put("normalise", (l, a, o, n) -> l.normalise(a[0], o[0], 0.1f, 1.3f, a[1], o[1], a[2], o[2], a[3], o[3], n));
        CALLS.put("clipSum", (l, a, o, n) -> l.clipSum(a[0], o[0], 0.7f, -0.5f, 0.6f, a[1], o[1], n));
        CALLS.put("withinSum", (l, a, o, n) -> l.withinSum(a[0], o[0], 0.7f, -0.5f, 0.6f, a[1], o[1], a[2], o[2], n));
        for (float beta : new float[] {0, 1, 0.25f}) {
            put(
                    "crop " + beta,
                    (l, a, o, n) -> l.crop(a[0], o[0], n / 5 + 2, 0.5f, beta, a[1], o[1], n / (n / 5 + 3), n / 5));
            put("axpby " + beta, (l, a, o, n) -> l.axpby(0.3f, a[0], o[0], beta, a[1], o[1], n));
            put("multiply " + beta, (l, a, o, n) -> l.multiply(a[0], o[0], a[1], o[1], beta, a[2], o[2], n));
            put("reluGrad " + beta, (l, a, o, n) -> l.reluGrad(a[0], o[0], a[1], o[1], beta, a[2], o[2], n));
            put("geluGrad " + beta, (l, a, o, n) -> l.geluGrad(a[0], o[0], a[1], o[1], beta, a[2], o[2], n));
            put(
                    "softmaxGrad " + beta,
                    (l, a, o, n) -> l.softmaxGrad(a[0], o[0], a[1], o[1], 0.2f, beta, a[2], o[2], n));
        }
        for (float momentum : new float[] {0, 0.9f}) {
            for (boolean nesterov : new boolean[] {false, true}) {
                put(
                        "sgd " + momentum + " " + nesterov,
                        (l, a, o, n) ->
                                l.sgd(0.1f, momentum, nesterov, 1e-4f, 0.5f, a[0], o[0], a[1], o[1], a[2], o[2], n));
            }
        }
        Lanes.AdamStep step = new Lanes.AdamStep(1e-3f, 0.9f, 0.999f, 1e-8f, 10f, 1000f, 1e-4f, 0.01f, 0.5f);
        put("adam", (l, a, o, n) -> l.adam(step, a[0], o[0], a[1], o[1], a[2], o[2], a[3], o[3], n));
        CALLS.put("expSum", (l, a, o, n) -> l.expSum(a[0], o[0], 0.5f, a[1], o[1], n));
        CALLS.put("sum", (l, a, o, n) -> l.sum(a[0], o[0], n));
        CALLS.put("dot", (l, a, o, n) -> l.dot(a[0], o[0], a[1], o[1], n));
        CALLS.put("squaredDeviations", (l, a, o, n) -> l.squaredDeviations(a[0], o[0], 0.1f, n));
        CALLS.put("dotDeviations", (l, a, o, n) -> l.dotDeviations(a[0], o[0], 0.1f, a[1], o[1], n));
        CALLS.put("max", (l, a, o, n) -> l.max(a[0], o[0], n));
    }

    static Stream<String> names() {
        return CALLS.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void sameBitsOnNormalValues(String name) {
        for (int n : SIZES) {
            for (int[] offsets : OFFSETS) {
                compare(name, normals(n, 1), offsets, n);
                compare(name, normals(n, 30), offsets, n);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void sameBitsOnSpecialValues(String name) {
        for (int n : SIZES) {
            // Each array runs through the list at its own pace, so that all pairs meet.
            float[][] arrays = new float[4][n + 40];
            for (int k = 0; k < 4; k++) {
                for (int i = 0; i < arrays[k].length; i++) {
                    arrays[k][i] = SPECIAL[(i * (k + 1) + i / SPECIAL.length * k) % SPECIAL.length];
                }
            }
            compare(name, arrays, OFFSETS[1], n);
        }
    }

    @Test
    void sameBitsAsScalarOnAllMagnitudes() {
        int n = 1 << 16;
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = Float.intBitsToFloat(i << 16 | i * 40503 & 0xFFFF);
        }
        for (String name : new String[] {"exp", "log", "tanh", "sigmoid", "gelu", "relu"}) {
            compare(name, new float[][] {x, new float[n], new float[0], new float[0]}, new int[4], n);
        }
    }

    private static float[][] normals(int n, double scale) {
        RandomStream random = new RandomStream(n, "lanes");
        float[][] arrays = new float[4][n + 40];
        for (float[] a : arrays) {
            for (int i = 0; i < a.length; i++) {
                a[i] = (float) (scale * random.normal());
            }
        }
        return arrays;
    }

    private static void compare(String name, float[][] values, int[] offsets, int n) {
        Lanes plain = new PlainLanes();
        float[][] want = copy(values);
        float[][] have = copy(values);
        float plainResult = CALLS.get(name).on(plain, want, offsets, n);
        float vectorResult = CALLS.get(name).on(vector, have, offsets, n);
        assertEquals(bits(plainResult), bits(vectorResult), () -> name + " of " + n + ": result");
        for (int k = 0; k < want.length; k++) {
            for (int i = 0; i < want[k].length; i++) {
                if (bits(want[k][i]) != bits(have[k][i])) {
                    throw new AssertionError(name + " of " + n + ": array " + k + " at " + i + ": plain " + want[k][i]
                            + ", vector " + have[k][i] + ", x " + values[0][i]);
                }
            }
        }
    }

    private static int bits(float x) {
        return Float.floatToIntBits(x);
    }

    private static float[][] copy(float[][] values) {
        float[][] c = new float[values.length][];
        for (int i = 0; i < c.length; i++) {
            c[i] = values[i].clone();
        }
        return c;
    }
}
