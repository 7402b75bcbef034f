package dev.lethe.op;

import dev.lethe.Gemm;
import dev.lethe.Grad;
import dev.lethe.Shape;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.Op;
import dev.lethe.autograd.Pass;
import java.util.Arrays;

/**
 * Products of matrices, y = op(a) op(b), for each index of equal leading axes.
 *
 * @param transA whether the matrices of {@code a} are stored (k, m) rather than (m, k)
 * @param transB whether the matrices of {@code b} are stored (n, k) rather than (k, n)
 */
public record MatMul(Tensor a, Tensor b, boolean transA, boolean transB, Tensor y) implements Op {
    /** (..., m, k) by (..., k, n). */
    public static Tensor matmul(Pass pass, Tensor a, Tensor b) {
        return matmul(pass, a, b, false, false);
    }

    /**
     * (..., m, n).
     *
     * @throws IllegalArgumentException if the leading axes differ or the matrices do not fit together
     */
    public static Tensor matmul(Pass pass, Tensor a, Tensor b, boolean transA, boolean transB) {
        int lead = a.rank() - 2;
        boolean fits = lead >= 0
                && a.rank() == b.rank()
                && Arrays.equals(a.shape().toArray(), 0, lead, b.shape().toArray(), 0, lead)
                && a.dim(transA ? -2 : -1) == b.dim(transB ? -1 : -2);
        if (!fits) {
            throw new IllegalArgumentException("matmul needs a of (..., " + (transA ? "k, m" : "m, k")
                    + ") and b of (..., " + (transB ? "n, k" : "k, n") + ") with equal leading axes: a " + a + ", b "
                    + b);
        }
        Shape shape = a.shape().with(-2, a.dim(transA ? -1 : -2)).with(-1, b.dim(transB ? -2 : -1));
        MatMul op = new MatMul(a, b, transA, transB, pass.floats(shape));
        pass.gemm(op.product(transA, transB, op.m(), op.n(), op.k()), a, b, op.y);
        return pass.record(op, a, b);
    }

    private int m() {
        return y.dim(-2);
    }

    private int n() {
        return y.dim(-1);
    }

    private int k() {
        return a.dim(transA ? -2 : -1);
    }

    private Gemm product(boolean transFirst, boolean transSecond, int rows, int columns, int inner) {
        long matrix = (long) y.dim(-2) * y.dim(-1);
        int count = matrix == 0 ? 0 : Math.toIntExact(y.size() / matrix);
        return Gemm.of(transFirst, transSecond, rows, columns, inner).batch(count);
    }

    @Override
    public Tensor output() {
        return y;
    }

    @Override
    public String coupling(int examples) {
        return a.rank() > 2
                ? Coupling.ofFirstAxis(a, examples)
                : "multiplies matrices of the whole batch: give it a leading axis of examples";
    }

    @Override
    public void backward(Backward back) {
        Tensor dy = back.of(y);
        if (back.needs(a)) {
            Grad da = back.into(a);
            if (transA) {
                back.gemm(product(transB, true, k(), m(), n()).beta(da.beta()), b, dy, da.tensor());
            } else {
                back.gemm(product(false, !transB, m(), k(), n()).beta(da.beta()), dy, b, da.tensor());
            }
        }
        if (back.needs(b)) {
            Grad db = back.into(b);
            if (transB) {
                back.gemm(product(true, transA, n(), k(), m()).beta(db.beta()), dy, a, db.tensor());
            } else {
                back.gemm(product(!transA, false, k(), n(), m()).beta(db.beta()), a, dy, db.tensor());
            }
        }
    }
}
