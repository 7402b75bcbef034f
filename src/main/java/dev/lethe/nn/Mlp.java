package dev.lethe.nn;

import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A multi-layer perceptron: linear layers with an activation between any two. */
public final class Mlp implements Module {
    private final Sequential layers;

    /** Widths from the input to the output, with ReLU between. */
    public Mlp(int... widths) {
        this(Activations.relu(), widths);
    }

    /** @param activation a module without parameters */
    public Mlp(Module activation, int... widths) {
        if (widths.length < 2) {
            throw new IllegalArgumentException(
                    "a perceptron needs the widths of input and output at least: " + Arrays.toString(widths));
        }
        List<Module> list = new ArrayList<>();
        for (int i = 1; i < widths.length; i++) {
            if (i > 1) {
                list.add(activation);
            }
            list.add(new Linear(widths[i - 1], widths[i]));
        }
        layers = new Sequential(list);
    }

    /** (n, ...) to (n, out); all axes but the first are taken as one. */
    @Override
    public Tensor forward(Pass pass, Tensor x) {
        return layers.forward(pass, new Flatten().forward(pass, x));
    }

    @Override
    public void declare(Declaration into) {
        layers.declare(into);
    }
}
