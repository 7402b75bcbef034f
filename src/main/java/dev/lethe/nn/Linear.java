package dev.lethe.nn;

import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.op.Affine;

/** y = x w^T + b: (..., in) to (..., out). */
public final class Linear implements Module {
    private final Parameter weight;
    private final Parameter bias;

    public Linear(int in, int out) {
        this(in, out, true);
    }

    public Linear(int in, int out, boolean bias) {
        this(in, out, Init.standard(), bias ? Init.standardBias(in) : null);
    }

    /** @param bias null for none */
    public Linear(int in, int out, Init weight, Init bias) {
        this.weight = Parameter.of("weight", weight, out, in);
        this.bias = bias == null ? null : Parameter.of("bias", bias, out);
    }

    @Override
    public Tensor forward(Pass pass, Tensor x) {
        return Affine.affine(pass, x, weight.value(), bias == null ? null : bias.value());
    }

    @Override
    public void declare(Declaration into) {
        into.parameter(weight);
        if (bias != null) {
            into.parameter(bias);
        }
    }
}
