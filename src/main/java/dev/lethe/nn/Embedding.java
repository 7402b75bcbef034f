package dev.lethe.nn;

import static dev.lethe.op.Embedding.embedding;

import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;

/** A table with a row for each symbol: I32 (...) to F32 (..., width). */
public final class Embedding implements Module {
    private final Parameter weight;

    /** Standard normal rows, as in PyTorch. */
    public Embedding(int vocabulary, int width) {
        this(vocabulary, width, Init.normal(0, 1));
    }

    public Embedding(int vocabulary, int width, Init init) {
        weight = Parameter.of("weight", init, vocabulary, width);
    }

    /** The table, (vocabulary, width), for modules that share it. */
    public Parameter weight() {
        return weight;
    }

    @Override
    public Tensor forward(Pass pass, Tensor index) {
        return embedding(pass, weight.value(), index);
    }

    @Override
    public void declare(Declaration into) {
        into.parameter(weight);
    }
}
