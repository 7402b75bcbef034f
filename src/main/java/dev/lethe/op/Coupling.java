package dev.lethe.op;

import dev.lethe.Tensor;

/** Whether operations keep examples apart, told from shapes. */
final class Coupling {
    private Coupling() {}

    /** Of operations on rows: an example must be some whole rows. */
    static String ofRows(Tensor x, int examples) {
        return x.rows() % examples == 0
                ? null
                : "has " + x.rows() + " rows, which are not equal parts of " + examples + " examples";
    }

    /** Of operations on images: an example must be one of them. */
    static String ofImages(Tensor x, int examples) {
        return x.dim(0) == examples ? null : "has " + x.dim(0) + " images where there are " + examples + " examples";
    }

    /** Of operations on what is under the first axis: an example must be some whole entries of it. */
    static String ofFirstAxis(Tensor x, int examples) {
        return x.dim(0) % examples == 0
                ? null
                : "has " + x + ", whose first axis is not equal parts of " + examples + " examples";
    }
}
