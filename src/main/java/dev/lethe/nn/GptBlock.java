package dev.lethe.nn;

import static dev.lethe.op.Add.add;

import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;

/** x + attention(norm(x)), then the same with a perceptron of four times the width: one block of {@link Gpt}. */
final class GptBlock implements Module {
    private final LayerNorm norm1;
    private final CausalSelfAttention attention;
    private final LayerNorm norm2;
    private final Parts perceptron;
    private final Dropout dropout;

    /** @param last how the weights begin that write to the residual stream */
    GptBlock(int width, int heads, double dropout, Init weights, Init last) {
        norm1 = new LayerNorm(width);
        attention = new CausalSelfAttention(width, heads, weights, last);
        norm2 = new LayerNorm(width);
        perceptron = new Parts()
                .then("c_fc", new Linear(width, 4 * width, weights, Init.zeros()))
                .then("gelu", Activations.gelu())
                .then("c_proj", new Linear(4 * width, width, last, Init.zeros()));
        this.dropout = new Dropout(dropout);
    }

    @Override
    public Tensor forward(Pass pass, Tensor x) {
        Tensor a = attention.forward(pass, norm1.forward(pass, x));
        Tensor y = add(pass, x, dropout.forward(pass, a));
        Tensor m = perceptron.forward(pass, norm2.forward(pass, y));
        return add(pass, y, dropout.forward(pass, m));
    }

    @Override
    public void declare(Declaration into) {
        into.child("ln_1", norm1);
        into.child("attn", attention);
        into.child("ln_2", norm2);
        into.child("mlp", perceptron);
    }
}
