package dev.lethe.op;

import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.Op;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.Pooling;

/**
 * Mean of each window, x of (n, c, h, w). Padding counts as zeros: the sum is always divided by kernel * kernel, as
 * PyTorch does by default (count_include_pad).
 */
public record AvgPool2d(Tensor x, int kernel, int stride, int padding, Tensor y) implements Op {
    static final Kernel FORWARD = Kernel.of("avg_pool2d_forward", Pooling::avgForward);
    static final Kernel BACKWARD = Kernel.of("avg_pool2d_backward", Pooling::avgBackward);

    /** Windows side by side: stride = kernel, no padding. */
    public static Tensor avgPool2d(Pass pass, Tensor x, int kernel) {
        return avgPool2d(pass, x, kernel, kernel, 0);
    }

    /**
     * The result is (n, c, oh, ow) with oh = (h + 2 padding - kernel) / stride + 1, rounded down.
     *
     * @throws IllegalArgumentException if the window does not fit, or padding is more than half of it
     */
    public static Tensor avgPool2d(Pass pass, Tensor x, int kernel, int stride, int padding) {
        Window window = new Window(kernel, stride, padding);
        Tensor y = pass.floats(window.output("avgPool2d", x));
        window.arguments(pass.launch(FORWARD).in(x).out(y), x, y).each(y.size());
        return pass.record(new AvgPool2d(x, kernel, stride, padding, y), x);
    }

    @Override
    public Tensor output() {
        return y;
    }

    @Override
    public String coupling(int examples) {
        return null;
    }

    @Override
    public void backward(Backward b) {
        if (b.needs(x)) {
            Window window = new Window(kernel, stride, padding);
            window.arguments(b.launch(BACKWARD).in(b.of(y)).into(b.into(x)), x, y)
                    .each(x.size());
        }
    }
}
