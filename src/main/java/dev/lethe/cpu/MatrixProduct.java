package dev.lethe.cpu;

import dev.lethe.Gemm;
import dev.lethe.Workers;

/** Matrix product. */
public final class MatrixProduct {
    /** Length of the blocks of k; part of the definition of the result, so it is the same everywhere. */
    static final int BLOCK = 256;

    private MatrixProduct() {}

    /** Computes {@code spec} on arrays with the index of their first element. */
    public static void run(Workers workers, Gemm spec, float[] a, int ao, float[] b, int bo, float[] c, int co) {
        int rows = spec.count() * spec.m();
        workers.range(rows, 1, (from, to) -> {
            for (int r = from; r < to; r++) {
                row(spec, r / spec.m(), r % spec.m(), a, ao, b, bo, c, co);
            }
        });
    }

    private static void row(Gemm s, int batch, int i, float[] a, int ao, float[] b, int bo, float[] c, int co) {
        int pa = (int) (ao + batch * s.strideA());
        int pb = (int) (bo + batch * s.strideB());
        int pc = (int) (co + batch * s.strideC()) + i * s.ldc();
        for (int j = 0; j < s.n(); j++) {
            float total = 0;
            for (int k0 = 0; k0 < s.k(); k0 += BLOCK) {
                float acc = 0;
                for (int k = k0; k < Math.min(s.k(), k0 + BLOCK); k++) {
                    float x = a[s.transA() ? pa + k * s.lda() + i : pa + i * s.lda() + k];
                    float y = b[s.transB() ? pb + j * s.ldb() + k : pb + k * s.ldb() + j];
                    acc = Math.fma(x, y, acc);
                }
                total += acc;
            }
            float old = s.beta() == 0 ? 0 : c[pc + j] * s.beta();
            c[pc + j] = s.beta() == 0 ? s.alpha() * total : Math.fma(s.alpha(), total, old);
        }
    }
}
