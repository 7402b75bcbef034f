package dev.lethe.op;

import dev.lethe.Launch;
import dev.lethe.Shape;
import dev.lethe.Tensor;

/**
 * A square window that moves over the planes of an image: what pooling needs to know of it.
 *
 * @param kernel side of the window, at least 1
 * @param stride distance between neighbouring windows, at least 1
 * @param padding rows and columns added on each side, at most half of {@code kernel}
 */
record Window(int kernel, int stride, int padding) {
    Window {
        if (kernel < 1 || stride < 1 || padding < 0 || 2 * padding > kernel) {
            throw new IllegalArgumentException("pooling with kernel " + kernel + ", stride " + stride + ", padding "
                    + padding + ": kernel and stride must be at least 1, padding from 0 to half of the kernel");
        }
    }

    /** Shape of the result for {@code x} of (n, c, h, w); {@code what} is for messages. */
    Shape output(String what, Tensor x) {
        if (x.rank() != 4) {
            throw new IllegalArgumentException(what + " needs x of (n, c, h, w): x " + x);
        }
        return Shape.of(x.dim(0), x.dim(1), extent(what, x, 2), extent(what, x, 3));
    }

    private int extent(String what, Tensor x, int axis) {
        int padded = x.dim(axis) + 2 * padding;
        if (padded < kernel) {
            throw new IllegalArgumentException(what + " with kernel " + kernel + " and padding " + padding
                    + " does not fit into axis " + axis + " of x " + x);
        }
        return (padded - kernel) / stride + 1;
    }

    /** Ends an argument list: (i planes, i h, i w, i oh, i ow, i kernel, i stride, i padding). */
    Launch arguments(Launch launch, Tensor x, Tensor y) {
        return launch.i32(x.dim(0) * x.dim(1))
                .i32(x.dim(2))
                .i32(x.dim(3))
                .i32(y.dim(2))
                .i32(y.dim(3))
                .i32(kernel)
                .i32(stride)
                .i32(padding);
    }
}
