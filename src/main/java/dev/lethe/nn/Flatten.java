package dev.lethe.nn;

import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;

/** (n, ...) to (n, product of the others); nothing is moved. */
public record Flatten() implements Module {
    @Override
    public Tensor forward(Pass pass, Tensor x) {
        return x.reshape(x.dim(0), Math.toIntExact(x.size() / Math.max(1, x.dim(0))));
    }
}
