package dev.lethe.nn;

import static dev.lethe.op.AddRow.addRow;
import static dev.lethe.op.Affine.affine;
import static dev.lethe.op.Slice.slice;

import dev.lethe.DType;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import java.util.ArrayList;
import java.util.List;

/**
 * A decoder-only transformer in the form of GPT-2 (Radford et al., 2019): token and position embeddings, blocks that
 * normalise before attention and perceptron, a last normalisation, and a head to logits.
 *
 * <p>Weights begin normal with standard deviation 0.02, those that write to the residual stream smaller by the root of
 * twice the number of blocks; biases at 0. Names are those of GPT-2.
 */
public final class Gpt implements Module {
    private final Config config;
    private final Embedding tokens;
    private final Parameter positions;
    private final Dropout dropout;
    private final Sequential blocks;
    private final LayerNorm norm;
    private final Parameter head;

    /**
     * Sizes of the network.
     *
     * @param vocabulary number of symbols
     * @param context longest sequence
     * @param width of the residual stream, a multiple of {@code heads}
     * @param heads of each attention
     * @param blocks how many
     * @param tied whether the head uses the token embeddings as its weights
     * @param dropout rate after the embeddings and at the end of each branch
     */
    public record Config(int vocabulary, int context, int width, int heads, int blocks, boolean tied, double dropout) {
        public Config {
            if (vocabulary < 1 || context < 1 || width < 1 || heads < 1 || blocks < 1 || width % heads != 0) {
                throw new IllegalArgumentException("no transformer of vocabulary " + vocabulary + ", context " + context
                        + ", width " + width + ", heads " + heads + ", blocks " + blocks
                        + ": all must be positive, and the width a multiple of the heads");
            }
        }
    }

    public Gpt(Config config) {
        this.config = config;
        int width = config.width();
        Init weights = Init.normal(0, 0.02);
        Init last = Init.normal(0, 0.02 / Math.sqrt(2.0 * config.blocks()));
        tokens = new Embedding(config.vocabulary(), width, weights);
        positions = Parameter.of("weight", weights, config.context(), width);
        dropout = new Dropout(config.dropout());
        List<Module> list = new ArrayList<>();
        for (int i = 0; i < config.blocks(); i++) {
            list.add(new GptBlock(width, config.heads(), config.dropout(), weights, last));
        }
        blocks = new Sequential(list);
        norm = new LayerNorm(width);
        head = config.tied() ? tokens.weight() : Parameter.of("weight", weights, config.vocabulary(), width);
    }

    /**
     * Logits of the symbol after each position: I32 (n, t) to (n t, vocabulary).
     *
     * @throws IllegalArgumentException if a sequence is longer than the context
     */
    @Override
    public Tensor forward(Pass pass, Tensor x) {
        if (x.type() != DType.I32 || x.rank() != 2 || x.dim(1) > config.context()) {
            throw new IllegalArgumentException(
                    "a transformer takes I32 (n, t) with t up to " + config.context() + ", not " + x);
        }
        Tensor table = positions.value();
        Tensor places = x.dim(1) == config.context() ? table : slice(pass, table, 0, 0, x.dim(1));
        Tensor y = dropout.forward(pass, addRow(pass, tokens.forward(pass, x), places));
        Tensor rows = norm.forward(pass, blocks.forward(pass, y)).reshape(x.count(), config.width());
        return affine(pass, rows, head.value(), null);
    }

    @Override
    public void declare(Declaration into) {
        into.child("wte", tokens);
        into.child("wpe", owning(positions));
        into.child("h", blocks);
        into.child("ln_f", norm);
        into.child("lm_head", owning(head));
    }

    private static Module owning(Parameter p) {
        return new Module() {
            @Override
            public Tensor forward(Pass pass, Tensor x) {
                throw new UnsupportedOperationException(p + " is used by the network itself");
            }

            @Override
            public void declare(Declaration into) {
                into.parameter(p);
            }
        };
    }
}
