package dev.lethe;

/**
 * What a matrix product computes: {@code C = alpha * op(A) op(B) + beta * C}, row-major, {@code count} times.
 *
 * <p>op(A) is m by k and op(B) is k by n. Leading dimensions are the distances between rows as stored, strides those
 * between the matrices of a batch, all in elements. Beta 0 does not read C.
 *
 * @param transA whether A is stored k by m
 * @param transB whether B is stored n by k
 */
public record Gemm(
        boolean transA,
        boolean transB,
        int m,
        int n,
        int k,
        int lda,
        int ldb,
        int ldc,
        int count,
        long strideA,
        long strideB,
        long strideC,
        float alpha,
        float beta) {

    public Gemm {
        if (m < 0 || n < 0 || k < 0 || count < 0) {
            throw new IllegalArgumentException(
                    "matrix product of negative extent: m " + m + ", n " + n + ", k " + k + ", count " + count);
        }
        if (lda < (transA ? m : k) || ldb < (transB ? k : n) || ldc < n) {
            throw new IllegalArgumentException("leading dimension too small: m " + m + ", n " + n + ", k " + k
                    + ", lda " + lda + ", ldb " + ldb + ", ldc " + ldc);
        }
    }

    /** C = op(A) op(B), matrices packed without gaps. */
    public static Gemm of(boolean transA, boolean transB, int m, int n, int k) {
        return new Gemm(transA, transB, m, n, k, transA ? m : k, transB ? k : n, n, 1, 0, 0, 0, 1f, 0f);
    }

    public Gemm alpha(float value) {
        return new Gemm(transA, transB, m, n, k, lda, ldb, ldc, count, strideA, strideB, strideC, value, beta);
    }

    public Gemm beta(float value) {
        return new Gemm(transA, transB, m, n, k, lda, ldb, ldc, count, strideA, strideB, strideC, alpha, value);
    }

    /** A batch of {@code count} products of matrices that follow each other without gaps. */
    public Gemm batch(int count) {
        return batch(count, (long) m * k, (long) k * n, (long) m * n);
    }

    public Gemm batch(int count, long strideA, long strideB, long strideC) {
        return new Gemm(transA, transB, m, n, k, lda, ldb, ldc, count, strideA, strideB, strideC, alpha, beta);
    }

    /** Distances between rows as stored. */
    public Gemm leading(int lda, int ldb, int ldc) {
        return new Gemm(transA, transB, m, n, k, lda, ldb, ldc, count, strideA, strideB, strideC, alpha, beta);
    }

    /** Fails if one of the operands is too small. */
    public void check(Tensor a, Tensor b, Tensor c) {
        if (count == 0 || m == 0 || n == 0) {
            return;
        }
        need("A", a, transA ? k : m, transA ? m : k, lda, strideA);
        need("B", b, transB ? n : k, transB ? k : n, ldb, strideB);
        need("C", c, m, n, ldc, strideC);
    }

    private void need(String which, Tensor t, int rows, int columns, int ld, long stride) {
        long last = (count - 1) * stride + (rows == 0 ? 0 : (rows - 1L) * ld + columns);
        if (t.type() != DType.F32 || t.size() < last) {
            throw new IllegalArgumentException(
                    "operand " + which + " " + t + " of a matrix product needs " + last + " F32 elements: " + this);
        }
    }
}
