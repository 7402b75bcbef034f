package dev.lethe.bench;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;

/** The peer: libtorch through DJL, with as many threads as we have. */
final class Libtorch {
    private Libtorch() {}

    /** A manager of CPU arrays; libtorch is told to use {@code threads} threads. */
    static NDManager open(int threads) {
        Engine engine = Engine.getEngine("PyTorch");
        JniUtils.setNumThreads(threads);
        if (JniUtils.getNumThreads() != threads) {
            throw new IllegalStateException("libtorch uses " + JniUtils.getNumThreads() + " threads, not " + threads);
        }
        return engine.newBaseManager(Device.cpu());
    }

    static NDArray array(NDManager manager, float[] values, long... dims) {
        return manager.create(values, new Shape(dims));
    }
}
