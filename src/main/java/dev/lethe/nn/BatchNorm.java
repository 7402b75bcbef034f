package dev.lethe.nn;

import static dev.lethe.op.BatchNorm.batchNorm;

import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;

/** Batch normalisation of (n, c) or (n, c, ...); the switches of the pass choose the statistics. */
public final class BatchNorm implements Module {
    private final Parameter weight;
    private final Parameter bias;
    private final Buffer mean;
    private final Buffer variance;
    private final float momentum;
    private final float eps;

    public BatchNorm(int channels) {
        this(channels, dev.lethe.op.BatchNorm.MOMENTUM, dev.lethe.op.BatchNorm.EPS);
    }

    /** @param momentum how much of a batch's statistics the running ones take in */
    public BatchNorm(int channels, float momentum, float eps) {
        weight = Parameter.of("weight", Init.ones(), channels);
        bias = Parameter.of("bias", Init.zeros(), channels);
        mean = new Buffer("running_mean", 0, channels);
        variance = new Buffer("running_var", 1, channels);
        this.momentum = momentum;
        this.eps = eps;
    }

    @Override
    public Tensor forward(Pass pass, Tensor x) {
        return batchNorm(pass, x, weight.value(), bias.value(), mean.value(), variance.value(), momentum, eps);
    }

    @Override
    public void declare(Declaration into) {
        into.parameter(weight);
        into.parameter(bias);
        into.buffer(mean);
        into.buffer(variance);
    }
}
