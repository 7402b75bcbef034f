package dev.lethe.nn;

import static dev.lethe.op.LayerNorm.layerNorm;

import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;

/** Layer normalisation over the last axis of (..., width). */
public final class LayerNorm implements Module {
    private final Parameter weight;
    private final Parameter bias;
    private final float eps;

    public LayerNorm(int width) {
        this(width, dev.lethe.op.LayerNorm.EPS);
    }

    public LayerNorm(int width, float eps) {
        weight = Parameter.of("weight", Init.ones(), width);
        bias = Parameter.of("bias", Init.zeros(), width);
        this.eps = eps;
    }

    @Override
    public Tensor forward(Pass pass, Tensor x) {
        return layerNorm(pass, x, weight.value(), bias.value(), eps);
    }

    @Override
    public void declare(Declaration into) {
        into.parameter(weight);
        into.parameter(bias);
    }
}
