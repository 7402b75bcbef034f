package dev.lethe.op;

import dev.lethe.Kernel;
import dev.lethe.Launch;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.ExampleGradient;
import dev.lethe.autograd.Op;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.BatchNormalisation;
import java.util.List;

/**
 * Batch normalisation (Ioffe and Szegedy, 2015): each channel is brought to mean 0 and variance 1, then scaled and
 * shifted, y = (x - mean) / sqrt(variance + eps) w + b.
 *
 * <p>The pass's switches say whether mean and variance are those of the batch or the running averages, and, apart from
 * that, whether the running averages take in those of the batch: running = (1 - momentum) running + momentum batch,
 * where the variance of the batch is the unbiased one, while normalising uses the biased one, as PyTorch does. An
 * update comes after the running averages were used.
 *
 * @param x of (n, c) or (n, c, ...)
 * @param w scales of (c), or null for 1
 * @param b shifts of (c), or null for 0
 * @param mean what was subtracted, (c)
 * @param rstd what was multiplied with, (c)
 * @param sums scratch of (2, c) for the derivative, null if none is wanted
 * @param batch whether mean and rstd depend on x
 */
public record BatchNorm(Tensor x, Tensor w, Tensor b, Tensor mean, Tensor rstd, Tensor sums, boolean batch, Tensor y)
        implements Op.Weighted {
    public static final float MOMENTUM = 0.1f;
    public static final float EPS = 1e-5f;

    static final Kernel STATISTICS = Kernel.of("batch_norm_statistics", BatchNormalisation::statistics);
    static final Kernel RUNNING = Kernel.of("batch_norm_running", BatchNormalisation::running);
    static final Kernel UPDATE = Kernel.of("batch_norm_update", BatchNormalisation::update);
    static final Kernel FORWARD = Kernel.of("batch_norm_forward", BatchNormalisation::forward);
    static final Kernel SUMS = Kernel.of("batch_norm_sums", BatchNormalisation::sums);
    static final Kernel BACKWARD = Kernel.of("batch_norm_backward", BatchNormalisation::backward);

    /** With momentum {@link #MOMENTUM} and eps {@link #EPS}. */
    public static Tensor batchNorm(
            Pass pass, Tensor x, Tensor w, Tensor b, Tensor runningMean, Tensor runningVariance) {
        return batchNorm(pass, x, w, b, runningMean, runningVariance, MOMENTUM, EPS);
    }

    /**
     * The result has the shape of {@code x}. The running averages may be null where the switches of the pass neither
     * use nor update them.
     *
     * @throws IllegalArgumentException if the extents do not fit, or if statistics of a single value per channel are
     *     asked for
     */
    public static Tensor batchNorm(
            Pass pass,
            Tensor x,
            Tensor w,
            Tensor b,
            Tensor runningMean,
            Tensor runningVariance,
            float momentum,
            float eps) {
        Pass.Switches switches = pass.switches();
        boolean batch = switches.statistics() == Pass.Statistics.BATCH;
        boolean update = switches.updateStatistics();
        check(x, w, b, runningMean, runningVariance, !batch || update);
        int c = x.dim(1);
        int count = c == 0 ? 0 : Math.toIntExact(x.size() / c);
        if ((batch || update) && count < 2) {
            throw new IllegalArgumentException("batchNorm of x " + x + " with batch statistics: " + count
                    + " values per channel, but at least 2 are needed; use a larger batch or running statistics");
        }
        Tensor mean = pass.floats(c);
        Tensor rstd = pass.floats(c);
        if (!batch) {
            pass.launch(RUNNING)
                    .in(runningMean)
                    .in(runningVariance)
                    .out(mean)
                    .out(rstd)
                    .f32(eps)
                    .i32(c)
                    .each(c);
        }
        if (batch || update) {
            // Running statistics with an update: those of the batch go into the averages only.
            Tensor batchMean = batch ? mean : pass.floats(c);
            Tensor batchRstd = batch ? rstd : pass.floats(c);
            Tensor variance = pass.floats(c);
            Launch statistics = pass.launch(STATISTICS).in(x).out(batchMean).out(variance);
            extents(statistics.out(batchRstd).f32(eps), x).rows(c, count);
            if (update) {
                pass.launch(UPDATE)
                        .in(batchMean)
                        .in(variance)
                        .out(runningMean)
                        .out(runningVariance)
                        .f32(momentum)
                        .i32(c)
                        .i32(count)
                        .each(c);
            }
        }
        Tensor y = pass.like(x);
        extents(pass.launch(FORWARD).in(x).in(mean).in(rstd).in(w).in(b).out(y), x)
                .each(x.size());
        Tensor sums = pass.needs(x, w, b) ? pass.floats(2, c) : null;
        return pass.record(new BatchNorm(x, w, b, mean, rstd, sums, batch, y), x, w, b);
    }

    private static void check(Tensor x, Tensor w, Tensor b, Tensor mean, Tensor variance, boolean running) {
        if (x.rank() < 2) {
            throw new IllegalArgumentException("batchNorm needs x of (n, c) or (n, c, ...): x " + x);
        }
        if (running && (mean == null || variance == null)) {
            throw new IllegalArgumentException("batchNorm of x " + x + ": the switches of the pass ask for running"
                    + " averages: mean " + mean + ", variance " + variance);
        }
        for (Tensor t : new Tensor[] {w, b, mean, variance}) {
            if (t != null && t.size() != x.dim(1)) {
                throw new IllegalArgumentException("batchNorm of x " + x + " needs w, b and running averages of ("
                        + x.dim(1) + "): w " + w + ", b " + b + ", mean " + mean + ", variance " + variance);
            }
        }
    }

    /** Ends an argument list: (i n, i c, i hw). */
    private static Launch extents(Launch launch, Tensor x) {
        long plane = x.dim(0) * (long) x.dim(1);
        return launch.i32(x.dim(0)).i32(x.dim(1)).i32(plane == 0 ? 0 : (int) (x.size() / plane));
    }

    @Override
    public Tensor output() {
        return y;
    }

    @Override
    public String coupling(int examples) {
        return batch
                ? "normalises with the statistics of the batch, which every example decides: take group normalisation,"
                        + " or running statistics (Pass.Statistics.RUNNING)"
                : Coupling.ofImages(x, examples);
    }

    private Tensor sum(int which) {
        return sums.slice(which, which + 1);
    }

    private void sumUp(Backward back) {
        extents(
                        back.launch(SUMS)
                                .in(x)
                                .in(back.of(y))
                                .in(mean)
                                .in(rstd)
                                .out(sum(0))
                                .out(sum(1)),
                        x)
                .rows(x.dim(1), x.count() / x.dim(1));
    }

    @Override
    public void backward(Backward back) {
        if (!back.needs(x)) {
            return;
        }
        if (batch) {
            sumUp(back);
        }
        Launch launch =
                back.launch(BACKWARD).in(x).in(back.of(y)).in(mean).in(rstd).in(w);
        launch.in(batch ? sum(0) : null).in(batch ? sum(1) : null).into(back.into(x));
        extents(launch, x).each(x.size());
    }

    @Override
    public void weights(Backward back) {
        if (!back.needs(w) && !back.needs(b)) {
            return;
        }
        if (!batch || !back.needs(x)) {
            sumUp(back);
        }
        NormWeights.sum(back, sum(1), back.needs(w) ? back.into(w) : null);
        NormWeights.sum(back, sum(0), back.needs(b) ? back.into(b) : null);
    }

    @Override
    public List<ExampleGradient> exampleGradients(Backward back, int examples) {
        return NormWeights.exampleGradients(back, w, b, examples, pass -> sumUpEach(back));
    }

    /** The sums of each example, with running statistics: those of a group normalisation with a group for each channel. */
    private Tensor[] sumUpEach(Backward back) {
        Pass pass = back.pass();
        int n = x.dim(0);
        int c = x.dim(1);
        Tensor[] each = {pass.floats(n, c), pass.floats(n, c)};
        Tensor means = repeated(pass, mean);
        Tensor rstds = repeated(pass, rstd);
        Launch launch =
                pass.launch(GroupNorm.SUMS).in(x).in(back.of(y)).in(means).in(rstds);
        extents(launch.out(each[1]).out(each[0]), x).i32(c).rows(n * c, x.count() / (n * c));
        return each;
    }

    /** (n, c), each row {@code t}. */
    private Tensor repeated(Pass pass, Tensor t) {
        Tensor rows = pass.floats(x.dim(0), t.count());
        pass.launch(Backward.FILL).out(rows).f32(0f).i32(rows.count()).each(rows.size());
        pass.launch(Affine.BIAS).in(t).out(rows).i32(x.dim(0)).i32(t.count()).each(rows.size());
        return rows;
    }
}
