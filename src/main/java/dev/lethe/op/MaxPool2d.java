package dev.lethe.op;

import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.Op;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.Pooling;

/**
 * Largest value of each window, x of (n, c, h, w).
 *
 * <p>Of equal values the first in the order of the window wins, and takes the gradient. A NaN in the window makes the
 * result NaN.
 *
 * @param index the winner's position within its plane, I32 in the shape of y; null if no gradient is wanted
 */
public record MaxPool2d(Tensor x, Tensor index, int kernel, int stride, int padding, Tensor y) implements Op {
    static final Kernel FORWARD = Kernel.of("max_pool2d_forward", Pooling::maxForward);
    static final Kernel BACKWARD = Kernel.of("max_pool2d_backward", Pooling::maxBackward);

    /** Windows side by side: stride = kernel, no padding. */
    public static Tensor maxPool2d(Pass pass, Tensor x, int kernel) {
        return maxPool2d(pass, x, kernel, kernel, 0);
    }

    /**
     * The result is (n, c, oh, ow) with oh = (h + 2 padding - kernel) / stride + 1, rounded down. Padding never wins.
     *
     * @throws IllegalArgumentException if the window does not fit, or padding is more than half of it
     */
    public static Tensor maxPool2d(Pass pass, Tensor x, int kernel, int stride, int padding) {
        Window window = new Window(kernel, stride, padding);
        Tensor y = pass.floats(window.output("maxPool2d", x));
        Tensor index = pass.needs(x) ? pass.ints(y.shape().toArray()) : null;
        window.arguments(pass.launch(FORWARD).in(x).out(y).out(index), x, y).each(y.size());
        return pass.record(new MaxPool2d(x, index, kernel, stride, padding, y), x);
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
            window.arguments(b.launch(BACKWARD).in(index).in(b.of(y)).into(b.into(x)), x, y)
                    .each(x.size());
        }
    }
}
