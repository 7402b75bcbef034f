package dev.lethe.torch;

import ai.djl.ndarray.NDArray;
import dev.lethe.nn.ConvNet;
import dev.lethe.nn.Gpt;
import dev.lethe.nn.Mlp;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whole networks with the same weights: the losses of a batch, and the gradient of each parameter. */
@Tag("devices")
class TorchNetworkTest {
    private static final int HEADS = 3;
    private static final int WIDTH = 24;

    @BeforeAll
    static void start() {
        Torch.require();
    }

    @Test
    void mlp() {
        NetworkCase.ofFloats(new Mlp(784, 64, 33, 10), 10, 9, 784).check((w, x) -> {
            NDArray h = relu(linear(w, "0", x));
            return linear(w, "4", relu(linear(w, "2", h)));
        });
    }

    @Test
    void convnet() {
        NetworkCase.ofFloats(new ConvNet(1, 28, 28, 10), 10, 5, 1, 28, 28).check((w, x) -> {
            NDArray h = pool(relu(conv(w, "features.0", x)));
            h = pool(relu(conv(w, "features.3", h)));
            h = relu(linear(w, "classifier.0", h.reshape(5, -1)));
            return linear(w, "classifier.2", h);
        });
    }

    @Test
    void transformerWithTiedEmbeddings() {
        int vocabulary = 31;
        Gpt gpt = new Gpt(new Gpt.Config(vocabulary, 16, WIDTH, HEADS, 2, true, 0));
        NetworkCase.ofSymbols(gpt, vocabulary, 3, 11).check((w, x) -> {
            NDArray y = TorchOps.embedding(x, w.get("wte.weight"))
                    .add(w.get("wpe.weight").get("0:11"));
            for (String block : new String[] {"h.0.", "h.1."}) {
                y = y.add(attention(w, block + "attn.", norm(w, block + "ln_1", y)));
                NDArray hidden = linear(w, block + "mlp.c_fc", norm(w, block + "ln_2", y));
                y = y.add(linear(
                        w, block + "mlp.c_proj", hidden.getNDArrayInternal().gelu()));
            }
            NDArray rows = norm(w, "ln_f", y).reshape(-1, WIDTH);
            return TorchOps.linear(rows, w.get("wte.weight"), null);
        });
    }

    private static NDArray attention(Map<String, NDArray> w, String name, NDArray x) {
        NDArray all = linear(w, name + "c_attn", x);
        NDArray y = TorchOps.attention(head(all, 0), head(all, 1), head(all, 2), true);
        long n = x.getShape().get(0);
        long t = x.getShape().get(1);
        NDArray joined = y.reshape(n, HEADS, t, WIDTH / HEADS).transpose(0, 2, 1, 3);
        return linear(w, name + "c_proj", joined.reshape(n, t, WIDTH));
    }

    /** Queries, keys or values of each head: (n heads, t, width / heads). */
    private static NDArray head(NDArray all, int which) {
        NDArray part = all.get(":, :, " + which * WIDTH + ":" + (which + 1) * WIDTH);
        long t = all.getShape().get(1);
        return part.reshape(-1, t, HEADS, WIDTH / HEADS).transpose(0, 2, 1, 3).reshape(-1, t, WIDTH / HEADS);
    }

    private static NDArray linear(Map<String, NDArray> w, String name, NDArray x) {
        return TorchOps.linear(x, w.get(name + ".weight"), w.get(name + ".bias"));
    }

    private static NDArray conv(Map<String, NDArray> w, String name, NDArray x) {
        return TorchOps.conv2d(x, w.get(name + ".weight"), w.get(name + ".bias"), 1, 2);
    }

    private static NDArray norm(Map<String, NDArray> w, String name, NDArray x) {
        return TorchOps.layerNorm(x, w.get(name + ".weight"), w.get(name + ".bias"), dev.lethe.op.LayerNorm.EPS);
    }

    private static NDArray relu(NDArray x) {
        return x.getNDArrayInternal().relu();
    }

    private static NDArray pool(NDArray x) {
        return TorchOps.maxPool(x, 2, 2, 0);
    }
}
