package dev.lethe.op;

import dev.lethe.Arena;
import dev.lethe.Gemm;
import dev.lethe.Grad;
import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.Op;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.AttentionRows;

/**
 * Scaled dot-product attention, y = softmax(q k^T / sqrt(d)) v (Vaswani et al., 2017, equation 1).
 *
 * @param q queries, (n, heads, tq, d)
 * @param k keys, (n, heads, tk, d)
 * @param v values, (n, heads, tk, dv)
 * @param p probabilities, (n, heads, tq, tk); taken back if no gradient is wanted
 * @param causal whether query i sees keys 0..i only
 */
public record Attention(Tensor q, Tensor k, Tensor v, Tensor p, boolean causal, Tensor y) implements Op {
    static final Kernel SOFTMAX = Kernel.of("attention_softmax", AttentionRows::softmax);
    static final Kernel SOFTMAX_BACKWARD = Kernel.of("attention_softmax_backward", AttentionRows::softmaxBackward);

    /** Every query sees every key. The result is (n, heads, tq, dv). */
    public static Tensor attention(Pass pass, Tensor q, Tensor k, Tensor v) {
        return attention(pass, q, k, v, false);
    }

    /**
     * Causal attention needs as many queries as keys.
     *
     * @throws IllegalArgumentException if the extents do not fit
     */
    public static Tensor attention(Pass pass, Tensor q, Tensor k, Tensor v, boolean causal) {
        boolean fits = q.rank() == 4
                && k.rank() == 4
                && v.rank() == 4
                && k.shape().equals(q.shape().with(2, k.dim(2)))
                && v.shape().equals(k.shape().with(3, v.dim(3)))
                && k.dim(2) > 0;
        if (!fits || (causal && q.dim(2) != k.dim(2))) {
            throw new IllegalArgumentException((causal
                            ? "causal attention needs q and k of (n, heads, t, d), v of" + " (n, heads, t, dv), t not 0"
                            : "attention needs q of (n, heads, tq, d), k of (n, heads,"
                                    + " tk, d), v of (n, heads, tk, dv), tk not 0")
                    + ": q " + q + ", k " + k + ", v " + v);
        }
        Tensor y = pass.floats(q.shape().with(3, v.dim(3)));
        Arena.Mark mark = pass.arena().mark();
        Tensor p = pass.floats(q.shape().with(3, k.dim(2)));
        Attention op = new Attention(q, k, v, p, causal, y);
        pass.gemm(op.product(false, true, op.tq(), op.tk(), op.d()).alpha(op.scale()), q, k, p);
        pass.launch(SOFTMAX)
                .out(p)
                .i32(p.rows())
                .i32(op.tq())
                .i32(op.tk())
                .i32(causal ? 1 : 0)
                .rows(p.rows(), op.tk());
        pass.gemm(op.product(false, false, op.tq(), v.dim(3), op.tk()), p, v, y);
        if (!pass.needs(q, k, v)) {
            pass.arena().release(mark);
        }
        return pass.record(op, q, k, v);
    }

    private int tq() {
        return q.dim(2);
    }

    private int tk() {
        return k.dim(2);
    }

    private int d() {
        return q.dim(3);
    }

    private float scale() {
        return (float) (1 / Math.sqrt(d()));
    }

    private Gemm product(boolean transFirst, boolean transSecond, int rows, int columns, int inner) {
        return Gemm.of(transFirst, transSecond, rows, columns, inner).batch(q.dim(0) * q.dim(1));
    }

    @Override
    public Tensor output() {
        return y;
    }

    @Override
    public String coupling(int examples) {
        return Coupling.ofFirstAxis(q, examples);
    }

    @Override
    public void backward(Backward b) {
        Tensor dy = b.of(y);
        // One tensor may be q, k and v at once, so the writes below keep the order of these calls.
        Grad dq = b.needs(q) ? b.into(q) : null;
        Grad dk = b.needs(k) ? b.into(k) : null;
        Grad dv = b.needs(v) ? b.into(v) : null;
        if (dq != null || dk != null) {
            Arena arena = b.pass().arena();
            Arena.Mark mark = arena.mark();
            Tensor ds = b.pass().like(p);
            b.gemm(product(false, true, tq(), tk(), v.dim(3)), dy, v, ds);
            b.launch(SOFTMAX_BACKWARD)
                    .in(p)
                    .out(ds)
                    .f32(scale())
                    .i32(p.rows())
                    .i32(tq())
                    .i32(tk())
                    .i32(causal ? 1 : 0)
                    .rows(p.rows(), tk());
            if (dq != null) {
                Gemm spec = product(false, false, tq(), d(), tk());
                b.gemm(spec.beta(dq.beta()), ds, k, dq.tensor());
            }
            if (dk != null) {
                Gemm spec = product(true, false, tk(), d(), tq());
                b.gemm(spec.beta(dk.beta()), ds, q, dk.tensor());
            }
            arena.release(mark);
        }
        if (dv != null) {
            b.gemm(product(true, false, tk(), v.dim(3), tq()).beta(dv.beta()), p, dy, dv.tensor());
        }
    }
}
