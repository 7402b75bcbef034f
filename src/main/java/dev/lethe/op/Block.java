package dev.lethe.op;

import dev.lethe.Grad;
import dev.lethe.Launch;
import dev.lethe.Tensor;

/**
 * A part of a tensor along one axis, the tensor seen as {@code rows} of {@code stride} elements: {@code width} of them
 * beginning {@code at}.
 */
record Block(int rows, int width, int stride, int at) {
    /** The part from extent {@code from} to {@code to} along {@code axis} of {@code x}. */
    static Block of(Tensor x, int axis, int from, int to) {
        int rows = 1;
        int inner = 1;
        for (int i = 0; i < x.rank(); i++) {
            if (i < axis) {
                rows *= x.dim(i);
            } else if (i > axis) {
                inner *= x.dim(i);
            }
        }
        return new Block(rows, (to - from) * inner, x.dim(axis) * inner, from * inner);
    }

    /** The empty part at the beginning of {@code x} along {@code axis}. */
    static Block begin(Tensor x, int axis) {
        return of(x, axis, 0, 0);
    }

    /** The part after this one that has the size of {@code x}. */
    Block next(Tensor x) {
        return new Block(rows, rows == 0 ? 0 : x.count() / rows, stride, at + width);
    }

    /** Starts a kernel (x, y, beta, rows, width, stride, at). */
    void cut(Launch launch, Tensor from, Grad to) {
        launch.in(from)
                .into(to)
                .i32(rows)
                .i32(width)
                .i32(stride)
                .i32(at)
                .each(to.tensor().size());
    }
}
