package dev.lethe.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Gemm;
import dev.lethe.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every bit of the matrix product against three loops that say what it is. */
class MatrixProductTest {
    /** Before, between and after the matrices, to see what is written there. */
    private static final int MARGIN = 3;

    static Stream<Gemm> products() {
        List<Gemm> all = new ArrayList<>();
        int[][] shapes = {
            {1, 1, 1},
            {1, 1, 0},
            {3, 5, 0},
            {8, 32, 16},
            {9, 33, 17},
            {33, 9, 256},
            {31, 10, 257},
            {10, 70, 513},
            {65, 66, 31},
            {130, 131, 300},
            {1, 1000, 7},
            {1000, 1, 33},
            {200, 24, 700}
        };
        for (int[] s : shapes) {
            for (int t = 0; t < 4; t++) {
                all.add(Gemm.of((t & 1) != 0, (t & 2) != 0, s[0], s[1], s[2]));
            }
        }
        Gemm odd = Gemm.of(true, true, 20, 37, 300);
        all.add(odd.alpha(0.3f));
        all.add(odd.beta(1f));
        all.add(odd.alpha(-2f).beta(0.7f));
        all.add(Gemm.of(false, false, 3, 4, 0).beta(0.5f));
        all.add(Gemm.of(false, true, 33, 34, 35).leading(40, 41, 42).beta(1f));
        all.add(Gemm.of(true, false, 33, 34, 35).leading(40, 41, 42).alpha(2f));
        all.add(Gemm.of(false, true, 33, 33, 16).batch(9));
        all.add(Gemm.of(false, false, 33, 16, 33).batch(5, 33 * 33 + 2, 33 * 16 + 1, 33 * 16 + 5));
        all.add(Gemm.of(true, false, 90, 95, 60).batch(3).beta(1f));
        all.add(Gemm.of(false, false, 7, 5, 9).batch(4, 0, 45, 35));
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("products")
    void bitsAreThoseOfTheDefinition(Gemm spec) throws Exception {
        float[] a = values(size(spec, spec.transA(), spec.m(), spec.k(), spec.lda(), spec.strideA()), "a");
        float[] b = values(size(spec, spec.transB(), spec.k(), spec.n(), spec.ldb(), spec.strideB()), "b");
        int sizeC = size(spec, false, spec.m(), spec.n(), spec.ldc(), spec.strideC());
        float[] old = values(sizeC, "c");
        if (spec.beta() == 0) {
            Arrays.fill(old, Float.NaN);
        }
        float[] want = old.clone();
        define(spec, a, b, want);
        for (Lanes lanes : lanes()) {
            for (int threads = 1; threads <= 3; threads++) {
                try (Pool pool = new Pool(threads)) {
                    float[] c = old.clone();
                    MatrixProduct.run(pool, lanes, spec, a, MARGIN, b, MARGIN, c, MARGIN);
                    for (int i = 0; i < c.length; i++) {
                        int at = i;
                        assertEquals(
                                Float.floatToIntBits(want[i]),
                                Float.floatToIntBits(c[i]),
                                () -> spec + " with " + lanes.description() + ": element " + at);
                    }
                }
            }
        }
    }

    /** Cuts that only large products see. */
    @ParameterizedTest
    @MethodSource("lanes")
    void manyTermsAreCutWhereTheyShould(Lanes lanes) {
        int k = 150_000;
        Gemm spec = Gemm.of(false, true, 17, 40, k);
        float[] a = values(17 * k, "a");
        float[] b = values(40 * k, "b");
        float[] want = new float[17 * 40];
        define(spec, a, b, want, 0);
        float[] c = new float[want.length];
        try (Pool pool = new Pool(2)) {
            MatrixProduct.run(pool, lanes, spec, a, 0, b, 0, c, 0);
        }
        assertTrue(Arrays.equals(want, c));
    }

    static List<Lanes> lanes() throws ReflectiveOperationException {
        List<Lanes> all = new ArrayList<>();
        all.add(new PlainLanes());
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
            all.add((Lanes) Class.forName("dev.lethe.cpu.vector.VectorLanes")
                    .getDeclaredConstructor()
                    .newInstance());
        }
        return all;
    }

    private static int size(Gemm s, boolean trans, int rows, int columns, int ld, long stride) {
        return (int) ((s.count() - 1) * stride) + (trans ? columns : rows) * ld + 2 * MARGIN;
    }

    private static float[] values(int n, String name) {
        RandomStream random = new RandomStream(n, name);
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = random.below(2_000_001) * 1e-6f - 1;
        }
        return x;
    }

    private static void define(Gemm s, float[] a, float[] b, float[] c) {
        define(s, a, b, c, MARGIN);
    }

    private static void define(Gemm s, float[] a, float[] b, float[] c, int margin) {
        for (int r = 0; r < s.count(); r++) {
            int pa = (int) (margin + r * s.strideA());
            int pb = (int) (margin + r * s.strideB());
            int pc = (int) (margin + r * s.strideC());
            for (int i = 0; i < s.m(); i++) {
                for (int j = 0; j < s.n(); j++) {
                    float total = 0;
                    for (int from = 0; from < s.k(); from += 256) {
                        float sum = 0;
                        for (int l = from; l < Math.min(s.k(), from + 256); l++) {
                            float x = a[pa + (s.transA() ? l * s.lda() + i : i * s.lda() + l)];
                            float y = b[pb + (s.transB() ? j * s.ldb() + l : l * s.ldb() + j)];
                            sum = Math.fma(x, y, sum);
                        }
                        total = from == 0 ? sum : total + sum;
                    }
                    int p = pc + i * s.ldc() + j;
                    c[p] = s.beta() == 0 ? s.alpha() * total : Math.fma(s.beta(), c[p], s.alpha() * total);
                }
            }
        }
    }
}
