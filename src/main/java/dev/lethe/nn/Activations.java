package dev.lethe.nn;

import dev.lethe.op.Gelu;
import dev.lethe.op.Relu;

/** Functions of one element as modules. */
public final class Activations {
    private Activations() {}

    public static Module relu() {
        return Relu::relu;
    }

    /** The exact form. */
    public static Module gelu() {
        return Gelu::gelu;
    }
}
