package dev.lethe.nn;

import dev.lethe.op.AvgPool2d;
import dev.lethe.op.GlobalAvgPool;
import dev.lethe.op.MaxPool2d;

/** Pooling of images (n, c, h, w) as modules. */
public final class Pools {
    private Pools() {}

    /** The largest of each window, windows side by side. */
    public static Module max(int kernel) {
        return max(kernel, kernel, 0);
    }

    public static Module max(int kernel, int stride, int padding) {
        return (pass, x) -> MaxPool2d.maxPool2d(pass, x, kernel, stride, padding);
    }

    /** The mean of each window, windows side by side. */
    public static Module average(int kernel) {
        return average(kernel, kernel, 0);
    }

    public static Module average(int kernel, int stride, int padding) {
        return (pass, x) -> AvgPool2d.avgPool2d(pass, x, kernel, stride, padding);
    }

    /** The mean of each plane: (n, c, h, w) to (n, c). */
    public static Module globalAverage() {
        return GlobalAvgPool::globalAvgPool;
    }
}
