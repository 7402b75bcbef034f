package dev.lethe.nn;

import static dev.lethe.op.Conv2d.conv2d;

import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;

/** A convolution of images (n, in, h, w) to (n, out, oh, ow), with square kernels. */
public final class Conv2d implements Module {
    private final Parameter weight;
    private final Parameter bias;
    private final int stride;
    private final int padding;

    /** With biases. */
    public Conv2d(int in, int out, int kernel, int stride, int padding) {
        this(in, out, kernel, stride, padding, true);
    }

    public Conv2d(int in, int out, int kernel, int stride, int padding, boolean bias) {
        this(
                in,
                out,
                kernel,
                stride,
                padding,
                Init.standard(),
                bias ? Init.standardBias((long) in * kernel * kernel) : null);
    }

    /** @param bias null for none */
    public Conv2d(int in, int out, int kernel, int stride, int padding, Init weight, Init bias) {
        this.weight = Parameter.of("weight", weight, out, in, kernel, kernel);
        this.bias = bias == null ? null : Parameter.of("bias", bias, out);
        this.stride = stride;
        this.padding = padding;
    }

    @Override
    public Tensor forward(Pass pass, Tensor x) {
        return conv2d(pass, x, weight.value(), bias == null ? null : bias.value(), stride, padding);
    }

    @Override
    public void declare(Declaration into) {
        into.parameter(weight);
        if (bias != null) {
            into.parameter(bias);
        }
    }
}
