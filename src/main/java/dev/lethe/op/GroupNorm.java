package dev.lethe.op;

import dev.lethe.Kernel;
import dev.lethe.Launch;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.ExampleGradient;
import dev.lethe.autograd.Op;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.GroupNormalisation;
import java.util.List;

/**
 * Group normalisation (Wu and He, 2018): y = (x - mean) / sqrt(variance + eps) w + b with the mean and the biased
 * variance of each example's groups of neighbouring channels.
 *
 * @param x of (n, c) or (n, c, ...)
 * @param w scales of (c), or null for 1
 * @param b shifts of (c), or null for 0
 * @param mean of each group, (n, groups)
 * @param rstd 1 / sqrt(variance + eps) of each group, (n, groups)
 * @param sums scratch of (2, n, c) for the derivative, null if none is wanted
 */
public record GroupNorm(Tensor x, Tensor w, Tensor b, Tensor mean, Tensor rstd, Tensor sums, Tensor y)
        implements Op.Weighted {
    public static final float EPS = 1e-5f;

    static final Kernel FORWARD = Kernel.of("group_norm_forward", GroupNormalisation::forward);
    static final Kernel SUMS = Kernel.of("group_norm_sums", GroupNormalisation::sums);
    static final Kernel BACKWARD = Kernel.of("group_norm_backward", GroupNormalisation::backward);

    /** With eps {@link #EPS}. */
    public static Tensor groupNorm(Pass pass, Tensor x, int groups, Tensor w, Tensor b) {
        return groupNorm(pass, x, groups, w, b, EPS);
    }

    /**
     * The result has the shape of {@code x}.
     *
     * @throws IllegalArgumentException if the channels cannot be divided into {@code groups}, or the extents do not fit
     */
    public static Tensor groupNorm(Pass pass, Tensor x, int groups, Tensor w, Tensor b, float eps) {
        if (x.rank() < 2 || x.size() == 0 || groups < 1 || x.dim(1) % groups != 0) {
            throw new IllegalArgumentException(
                    "groupNorm needs x of (n, c) or (n, c, ...), not empty, with c a multiple"
                            + " of the number of groups: x " + x + ", groups " + groups);
        }
        int c = x.dim(1);
        if ((w != null && w.size() != c) || (b != null && b.size() != c)) {
            throw new IllegalArgumentException(
                    "groupNorm of x " + x + " needs w and b of (" + c + "): w " + w + ", b " + b);
        }
        Tensor mean = pass.floats(x.dim(0), groups);
        Tensor rstd = pass.floats(x.dim(0), groups);
        Tensor sums = pass.needs(x, w, b) ? pass.floats(2, x.dim(0), c) : null;
        GroupNorm op = new GroupNorm(x, w, b, mean, rstd, sums, pass.like(x));
        Launch launch = pass.launch(FORWARD).in(x).in(w).in(b).out(op.y).out(mean);
        op.extents(launch.out(rstd).f32(eps)).rows(mean.count(), x.count() / mean.count());
        return pass.record(op, x, w, b);
    }

    /** Ends an argument list: (i n, i c, i hw, i groups). */
    private Launch extents(Launch launch) {
        return launch.i32(x.dim(0)).i32(x.dim(1)).i32(plane()).i32(mean.dim(1));
    }

    private int plane() {
        return x.count() / (x.dim(0) * x.dim(1));
    }

    @Override
    public Tensor output() {
        return y;
    }

    @Override
    public String coupling(int examples) {
        return Coupling.ofImages(x, examples);
    }

    private Tensor sum(int which) {
        return sums.slice(which, which + 1).reshape(x.dim(0), x.dim(1));
    }

    private void sumUp(Backward back) {
        Launch launch = back.launch(SUMS).in(x).in(back.of(y)).in(mean).in(rstd);
        extents(launch.out(sum(0)).out(sum(1))).rows(x.dim(0) * x.dim(1), plane());
    }

    @Override
    public void backward(Backward back) {
        if (back.needs(x)) {
            sumUp(back);
            Launch launch =
                    back.launch(BACKWARD).in(x).in(back.of(y)).in(mean).in(rstd).in(w);
            launch.in(sum(0)).in(sum(1)).into(back.into(x));
            extents(launch).rows(mean.count(), x.count() / mean.count());
        }
    }

    @Override
    public void weights(Backward back) {
        if (!back.needs(w) && !back.needs(b)) {
            return;
        }
        if (!back.needs(x)) {
            sumUp(back);
        }
        NormWeights.sum(back, sum(1), back.needs(w) ? back.into(w) : null);
        NormWeights.sum(back, sum(0), back.needs(b) ? back.into(b) : null);
    }

    @Override
    public List<ExampleGradient> exampleGradients(Backward back, int examples) {
        return NormWeights.exampleGradients(back, w, b, examples, pass -> {
            sumUp(back);
            return new Tensor[] {sum(1), sum(0)};
        });
    }
}
