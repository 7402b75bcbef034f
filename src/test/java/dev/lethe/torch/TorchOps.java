package dev.lethe.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/** Functions of libtorch with the arguments of ours; those that DJL lacks are composed from its primitives. */
final class TorchOps {
    private TorchOps() {}

    /** x w^T + b; b may be null. */
    static NDArray linear(NDArray x, NDArray w, NDArray b) {
        return x.getNDArrayInternal().linear(x, w, b).singletonOrThrow();
    }

    static NDArray conv2d(NDArray x, NDArray w, NDArray b, int stride, int padding) {
        return x.getNDArrayInternal()
                .convolution(x, w, b, new Shape(stride, stride), new Shape(padding, padding), new Shape(1, 1), 1)
                .singletonOrThrow();
    }

    static NDArray maxPool(NDArray x, int kernel, int stride, int padding) {
        return x.getNDArrayInternal()
                .maxPool(new Shape(kernel, kernel), new Shape(stride, stride), new Shape(padding, padding), false);
    }

    static NDArray averagePool(NDArray x, int kernel, int stride, int padding, boolean countPadding) {
        return x.getNDArrayInternal()
                .avgPool(
                        new Shape(kernel, kernel),
                        new Shape(stride, stride),
                        new Shape(padding, padding),
                        false,
                        countPadding);
    }

    /** Running averages are updated in place when training; momentum is the part of the batch, as ours and PyTorch's. */
    static NDArray batchNorm(
            NDArray x,
            NDArray gamma,
            NDArray beta,
            NDArray mean,
            NDArray variance,
            float momentum,
            float eps,
            boolean training) {
        return x.getNDArrayInternal()
                // DJL's momentum is the part of the old average that is kept.
                .batchNorm(x, mean, variance, gamma, beta, 1, 1 - momentum, eps, training)
                .singletonOrThrow();
    }

    /** Over the last axis. */
    static NDArray layerNorm(NDArray x, NDArray gamma, NDArray beta, float eps) {
        long width = x.getShape().get(x.getShape().dimension() - 1);
        return x.getNDArrayInternal()
                .layerNorm(x, new Shape(width), gamma, beta, eps)
                .singletonOrThrow();
    }

    /** x of (n, c, h, w) or (n, c), gamma and beta of (c). */
    static NDArray groupNorm(NDArray x, int groups, NDArray gamma, NDArray beta, float eps) {
        Shape shape = x.getShape();
        NDArray rows = x.reshape(shape.get(0), groups, -1);
        NDArray centred = rows.sub(rows.mean(new int[] {2}, true));
        NDArray variance = centred.square().mean(new int[] {2}, true);
        NDArray normal = centred.div(variance.add(eps).sqrt()).reshape(shape);
        long[] perChannel = new long[shape.dimension()];
        java.util.Arrays.fill(perChannel, 1);
        perChannel[1] = shape.get(1);
        return normal.mul(gamma.reshape(perChannel)).add(beta.reshape(perChannel));
    }

    /** table of (v, d), rows I32 of any shape. */
    static NDArray embedding(NDArray rows, NDArray table) {
        return rows.getNDArrayInternal()
                .embedding(rows.toType(DataType.INT64, false), table, ai.djl.ndarray.types.SparseFormat.DENSE)
                .singletonOrThrow();
    }

    static NDArray concat(int axis, NDArray... parts) {
        return NDArrays.concat(new NDList(parts), axis);
    }

    /** q, k, v of (batches, t, d): softmax(q k^T / sqrt(d)) v, later positions masked if causal. */
    static NDArray attention(NDArray q, NDArray k, NDArray v, boolean causal) {
        long d = q.getShape().get(2);
        NDArray scores = q.batchMatMul(k.transpose(0, 2, 1)).mul((float) (1 / Math.sqrt(d)));
        if (causal) {
            long t = q.getShape().get(1);
            NDArray at = q.getManager().arange(0, t, 1, DataType.FLOAT32);
            NDArray later = at.reshape(1, t).gt(at.reshape(t, 1)).toType(DataType.FLOAT32, false);
            scores = scores.add(later.mul(-1e30f).reshape(1, t, t));
        }
        return scores.softmax(-1).batchMatMul(v);
    }

    /** x / max(|x|, eps) of each row. */
    static NDArray normalize(NDArray x, float eps) {
        NDArray norm = x.square().sum(new int[] {-1}, true).sqrt();
        return x.div(norm.maximum(eps));
    }

    /** Rows of 1 at the label and 0 elsewhere. */
    static NDArray oneHot(NDArray labels, int classes) {
        return labels.toType(DataType.INT64, false).oneHot(classes, DataType.FLOAT32);
    }
}
