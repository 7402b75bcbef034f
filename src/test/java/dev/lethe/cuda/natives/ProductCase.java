package dev.lethe.cuda.natives;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import jcuda.Pointer;
import jcuda.driver.JCudaDriver;
import jcuda.jcublas.JCublas2;
import jcuda.jcublas.cublasHandle;

/**
 * A product on the emulated cuBLAS beside the same in double precision.
 *
 * @param gap by how much each leading dimension and each matrix of a batch is larger than it must be
 */
record ProductCase(
        boolean transA, boolean transB, int m, int n, int k, float alpha, float beta, int gap, int count, int compute) {
    static final int F32 = 68;
    static final int TF32 = 77;
    static final int BF16 = 75;
    private static final float UNTOUCHED = -12345f;

    ProductCase mode(int compute) {
        return new ProductCase(transA, transB, m, n, k, alpha, beta, gap, count, compute);
    }

    int lda() {
        return (transA ? k : m) + gap + (k == 0 || m == 0 ? 1 : 0);
    }

    int ldb() {
        return (transB ? n : k) + gap + (k == 0 || n == 0 ? 1 : 0);
    }

    int ldc() {
        return m + gap;
    }

    int strideA() {
        return lda() * (transA ? m : k) + gap;
    }

    int strideB() {
        return ldb() * (transB ? k : n) + gap;
    }

    int strideC() {
        return ldc() * n + gap;
    }

    float[] a(Random random) {
        return numbers(random, strideA() * count + 1);
    }

    float[] b(Random random) {
        return numbers(random, strideB() * count + 1);
    }

    /** C before the product: NaN where it must not be read, a mark where it must not be written. */
    float[] c(Random random) {
        float[] c = numbers(random, strideC() * count + 1);
        for (int i = 0; i < c.length; i++) {
            c[i] = !isWritten(i) ? UNTOUCHED : beta == 0 ? Float.NaN : c[i];
        }
        return c;
    }

    /** What the emulated cuBLAS makes of C. */
    float[] run(cublasHandle handle, float[] a, float[] b, float[] c) {
        try (Memory deviceA = new Memory(a);
                Memory deviceB = new Memory(b);
                Memory deviceC = new Memory(c)) {
            float[] scalars = {alpha, beta};
            status(enqueue(handle, scalars, deviceA.at(0), deviceB.at(0), deviceC.at(0)));
            Arrays.fill(scalars, Float.NaN); // they were read by the call
            Memory.check(JCudaDriver.cuCtxSynchronize());
            return deviceC.read(c.length);
        }
    }

    int enqueue(cublasHandle handle, float[] scalars, Pointer a, Pointer b, Pointer c) {
        Pointer alpha = Pointer.to(new float[] {scalars[0]});
        Pointer beta = Pointer.to(new float[] {scalars[1]});
        int opA = transA ? 1 : 0;
        int opB = transB ? 1 : 0;
        if (count > 1) {
            return JCublas2.cublasGemmStridedBatchedEx_new(
                    handle, opA, opB, m, n, k, alpha, a, 0, lda(), strideA(), b, 0, ldb(), strideB(), beta, c, 0, ldc(),
                    strideC(), count, compute, -1);
        }
        if (gap > 0 && compute == F32) {
            return JCublas2.cublasSgemm(handle, opA, opB, m, n, k, alpha, a, lda(), b, ldb(), beta, c, ldc());
        }
        return JCublas2.cublasGemmEx_new(
                handle, opA, opB, m, n, k, alpha, a, 0, lda(), b, 0, ldb(), beta, c, 0, ldc(), compute, -1);
    }

    /** Fails if the result is not the product, as near as single precision allows. */
    void compare(float[] a, float[] b, float[] before, float[] after) {
        DoubleUnaryOperator rounded = compute == TF32 ? x -> round(x, 10) : compute == BF16 ? x -> round(x, 7) : x -> x;
        for (int i = 0; i < after.length; i++) {
            if (!isWritten(i)) {
                expect(after[i] == UNTOUCHED, i, after[i], UNTOUCHED, 0);
                continue;
            }
            int batch = i / strideC();
            int row = i % strideC() % ldc();
            int column = i % strideC() / ldc();
            double sum = 0;
            double size = 0;
            for (int p = 0; alpha != 0 && p < k; p++) {
                double x = a[batch * strideA() + (transA ? p + row * lda() : row + p * lda())];
                double y = b[batch * strideB() + (transB ? column + p * ldb() : p + column * ldb())];
                double term = rounded.applyAsDouble(x) * rounded.applyAsDouble(y);
                sum += term;
                size += Math.abs(term);
            }
            double scaled = beta == 0 ? 0 : (double) beta * before[i];
            double want = alpha * sum + scaled;
            double bound = 1e-6 * (Math.abs(alpha) * size + Math.abs(scaled));
            expect(Math.abs(after[i] - want) <= bound, i, after[i], want, bound);
        }
    }

    /** Rounds to the nearest value with so many bits after the leading one, ties to even. */
    static double round(double value, int bits) {
        if (value == 0) {
            return value;
        }
        double unit = Math.scalb(1.0, Math.getExponent(value) - bits);
        return Math.rint(value / unit) * unit;
    }

    static void status(int status) {
        if (status != 0) {
            throw new AssertionError("cuBLAS status " + status);
        }
    }

    private boolean isWritten(int i) {
        int inBatch = i % strideC();
        return i / strideC() < count && inBatch % ldc() < m && inBatch / ldc() < n;
    }

    private void expect(boolean holds, int i, float got, double want, double bound) {
        if (!holds) {
            throw new AssertionError(this + ": element " + i + " is " + got + ", not " + want + " +- " + bound);
        }
    }

    private static float[] numbers(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextFloat() * 2 - 1;
        }
        return values;
    }
}
