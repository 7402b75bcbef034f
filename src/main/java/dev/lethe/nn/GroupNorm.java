package dev.lethe.nn;

import static dev.lethe.op.GroupNorm.groupNorm;

import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;

/** Group normalisation of (n, c) or (n, c, ...): like batch normalisation, but each example by itself. */
public final class GroupNorm implements Module {
    private final int groups;
    private final Parameter weight;
    private final Parameter bias;
    private final float eps;

    /** @param groups of equally many neighbouring channels */
    public GroupNorm(int groups, int channels) {
        this(groups, channels, dev.lethe.op.GroupNorm.EPS);
    }

    public GroupNorm(int groups, int channels, float eps) {
        if (groups < 1 || channels % groups != 0) {
            throw new IllegalArgumentException(channels + " channels cannot be divided into " + groups + " groups");
        }
        this.groups = groups;
        this.eps = eps;
        weight = Parameter.of("weight", Init.ones(), channels);
        bias = Parameter.of("bias", Init.zeros(), channels);
    }

    @Override
    public Tensor forward(Pass pass, Tensor x) {
        return groupNorm(pass, x, groups, weight.value(), bias.value(), eps);
    }

    @Override
    public void declare(Declaration into) {
        into.parameter(weight);
        into.parameter(bias);
    }
}
