package dev.lethe.nn;

import static dev.lethe.op.Attention.attention;
import static dev.lethe.op.Permute.permute;
import static dev.lethe.op.Slice.slice;

import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;

/** Attention of each position to itself and those before it, in several heads: (n, t, width) to the same. */
public final class CausalSelfAttention implements Module {
    private final int width;
    private final int heads;
    private final Linear project;
    private final Linear output;

    public CausalSelfAttention(int width, int heads) {
        this(width, heads, Init.standard(), Init.standard());
    }

    /**
     * With biases that begin at 0.
     *
     * @param weights of the queries, keys and values
     * @param last of the output
     */
    public CausalSelfAttention(int width, int heads, Init weights, Init last) {
        if (heads < 1 || width % heads != 0) {
            throw new IllegalArgumentException("a width of " + width + " cannot be divided into " + heads + " heads");
        }
        this.width = width;
        this.heads = heads;
        this.project = new Linear(width, 3 * width, weights, Init.zeros());
        this.output = new Linear(width, width, last, Init.zeros());
    }

    @Override
    public Tensor forward(Pass pass, Tensor x) {
        Tensor all = project.forward(pass, x); // (n, t, 3 width)
        Tensor y = attention(pass, part(pass, all, 0), part(pass, all, 1), part(pass, all, 2), true);
        Tensor joined = permute(pass, y, 0, 2, 1, 3).reshape(x.dim(0), x.dim(1), width);
        return output.forward(pass, joined);
    }

    /** Queries, keys or values: (n, heads, t, width / heads). */
    private Tensor part(Pass pass, Tensor all, int which) {
        Tensor cut = slice(pass, all, 2, which * width, (which + 1) * width);
        return permute(pass, cut.reshape(all.dim(0), all.dim(1), heads, width / heads), 0, 2, 1, 3);
    }

    @Override
    public void declare(Declaration into) {
        into.child("c_attn", project);
        into.child("c_proj", output);
    }
}
