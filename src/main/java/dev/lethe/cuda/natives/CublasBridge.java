package dev.lethe.cuda.natives;

import java.io.FileNotFoundException;
import java.io.IOException;

/** The library that answers as {@code libcublas.so.12} and passes every call on to {@code libcublas.so.13}. */
final class CublasBridge {
    private static final String RESOURCE = "/dev/lethe/cuda/native/linux-x86_64/libcublas.so.12";
    private static final int ALL = 494;

    private CublasBridge() {}

    /**
     * Loads the bridge onto the libcublas.so.13 that is loaded already or that the system's linker finds.
     *
     * @throws UnsatisfiedLinkError if there is none, or it lacks functions
     */
    static void load() {
        try {
            System.load(JCudaLibraries.folder()
                    .copy(CublasBridge.class, RESOURCE, "libcublas.so.12")
                    .toString());
        } catch (FileNotFoundException e) {
            throw failed("this build of Lethe has no cuBLAS bridge, because there was no g++ when it was built", e);
        } catch (IOException e) {
            throw failed("cannot unpack the cuBLAS bridge: " + e.getMessage(), e);
        }
        if (missing() == ALL) {
            throw failed("libcublas.so.13: not found by the system's linker", null);
        }
        if (missing() > 0) {
            throw failed("libcublas.so.13 lacks functions that JCublas2 needs: " + missing() + " are missing", null);
        }
    }

    private static UnsatisfiedLinkError failed(String message, Exception cause) {
        UnsatisfiedLinkError error = new UnsatisfiedLinkError(message);
        error.initCause(cause);
        return error;
    }

    /** How many functions libcublas.so.13 does not have; all of them if it was not found. */
    private static native int missing();
}
