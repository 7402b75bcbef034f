package dev.lethe.cuda;

import dev.lethe.Kernel;

/** Calls of the kernels of losses, with rows of every length that is laid out in its own way, and all forms of labels. */
final class LossCalls {
    /** Number of examples and of outputs. */
    static final int[][] SIZES = {{5, 2}, {37, 3}, {33, 10}, {7, 16}, {5, 33}, {4, 100}, {3, 1000}, {3, 1001}};

    /** Rows of more elements than a block keeps, and so many that each has few threads. */
    static final int[][] LARGE = {{2, 5001}, {2, 17000}, {9000, 20}, {4200, 68}};

    private LossCalls() {}

    static float[] normal(int n, double scale, int seed) {
        java.util.Random random = new java.util.Random(seed);
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) (scale * random.nextGaussian());
        }
        return x;
    }

    static float[] uniform(int n, double scale, int seed) {
        float[] x = normal(n, 1, seed);
        for (int i = 0; i < n; i++) {
            x[i] = (float) (scale * Math.abs(x[i]) / (1 + Math.abs(x[i])));
        }
        return x;
    }

    static int[] labels(int n, int k, int seed) {
        return new java.util.Random(seed).ints(n, 0, k).toArray();
    }

    enum Form {
        HARD,
        MIXED,
        SOFT
    }

    /** The arguments that all losses begin with. */
    static Twin.Call begin(Twin twin, Kernel kernel, int n, int k, Form form, boolean all, int shift) {
        Twin.Call call = twin.of(kernel).near().shifted(shift).in(normal(n * k, 2, k));
        if (form == Form.SOFT) {
            call.none().none().none().in(uniform(n * k, 2.0 / k, 3));
        } else {
            call.in(labels(n, k, 1));
            if (form == Form.MIXED) {
                call.in(labels(n, k, 2)).in(uniform(n, 1, 4));
            } else {
                call.none().none();
            }
            call.none();
        }
        if (all) {
            float[] weights = uniform(n, 3, 5);
            weights[n - 1] = 0;
            call.in(weights);
        } else {
            call.none();
        }
        call.fresh(n);
        if (all) {
            call.fresh(4 * n).out(new int[n]);
        } else {
            call.outNone().outNone();
        }
        return call.fresh(n * k).i32(n, k);
    }

    static void allForms(Twin twin, Kernel kernel, float... own) {
        for (int[] size : SIZES) {
            for (Form form : Form.values()) {
                for (boolean all : new boolean[] {false, true}) {
                    run(begin(twin, kernel, size[0], size[1], form, all, form == Form.MIXED ? 1 : 0), size, own);
                }
            }
        }
    }

    static void run(Twin.Call call, int[] size, float... own) {
        for (float value : own) {
            call.f32(value);
        }
        call.rows(size[0], size[1]);
    }
}
