package dev.lethe.torch;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import org.junit.jupiter.api.Assumptions;

/** Starts libtorch, once per JVM; the first start on a machine unpacks it to DJL's cache and takes a few seconds. */
final class Torch {
    private static final String REASON = start();

    private Torch() {}

    private static String start() {
        String platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        if (!platform.equals("Linux amd64")) {
            return "libtorch is a test dependency for Linux amd64 only; this is " + platform;
        }
        try {
            Engine.getEngine("PyTorch");
            return null;
        } catch (RuntimeException | LinkageError e) {
            return "libtorch does not start: " + e;
        }
    }

    /** Skips the running test, with the reason, where libtorch cannot be started. */
    static void require() {
        Assumptions.assumeTrue(REASON == null, REASON);
    }

    /** Owns the arrays made from it; to be closed. */
    static NDManager manager() {
        return Engine.getEngine("PyTorch").newBaseManager(ai.djl.Device.cpu());
    }
}
