package dev.lethe.nn;

import dev.lethe.op.Gelu;
import dev.lethe.op.LeakyRelu;
import dev.lethe.op.Relu;
import dev.lethe.op.Sigmoid;
import dev.lethe.op.Tanh;

/** Functions of one element as modules. */
public final class Activations {
    private Activations() {}

    public static Module relu() {
        return Relu::relu;
    }

    /** @param slope below 0, such as 0.01 */
    public static Module leakyRelu(float slope) {
        return (pass, x) -> LeakyRelu.leakyRelu(pass, x, slope);
    }

    /** The exact form. */
    public static Module gelu() {
        return Gelu::gelu;
    }

    public static Module tanh() {
        return Tanh::tanh;
    }

    public static Module sigmoid() {
        return Sigmoid::sigmoid;
    }
}
