package dev.lethe.cuda.natives;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jcuda.driver.JCudaDriver;

/**
 * The CUDA libraries that a process works with: the machine's own, or the emulated ones. Never both, because the linker
 * knows each by one name.
 */
public final class Natives {
    /** The CUDA version that JCuda 12.6.0's libraries were built for, as the driver counts. */
    private static final int OLDEST = 12000;

    /** What was loaded, which decides for this process; and why it cannot be used all the same, or null. */
    private static Natives loaded;

    private static String failure;
    private static String noDriver;
    private static String cublas;

    private final Path folder;

    private Natives(Path folder) {
        this.folder = folder;
    }

    /** The machine's own driver and cuBLAS. */
    public static Natives real() {
        return new Natives(null);
    }

    /** The emulated driver and cuBLAS in a folder. */
    public static Natives emulated(Path folder) {
        return new Natives(folder.toAbsolutePath().normalize());
    }

    /**
     * Why these cannot be used here, or null if they can. This loads the machine's own; the emulated ones are only
     * looked for, so that asking does not decide.
     */
    public String unavailable() {
        synchronized (Natives.class) {
            if (loaded != null) {
                return loaded.same(this)
                        ? failure
                        : "this process works with " + loaded + ", and a process cannot also work with " + this;
            }
            if (folder == null) {
                return loadReal();
            }
            for (String name : List.of("libcuda.so.1", "libcublas.so.12")) {
                if (!Files.isRegularFile(folder.resolve(name))) {
                    return "there is no " + name + " in " + folder
                            + "; the build makes it where there is a g++ on Linux";
                }
            }
            return null;
        }
    }

    /** Loads them, once; JCudaDriver and JCublas2 work after it. */
    public void load() {
        synchronized (Natives.class) {
            String reason = unavailable();
            if (reason == null && loaded == null) {
                reason = loadEmulated();
            }
            if (reason != null) {
                throw new IllegalStateException(reason);
            }
        }
    }

    /** Which cuBLAS was loaded, for people; null before {@link #load}. */
    public static synchronized String cublas() {
        return cublas;
    }

    private String loadReal() {
        if (noDriver != null) {
            return noDriver;
        }
        try {
            JCudaLibraries.load("JCudaDriver");
        } catch (UnsatisfiedLinkError e) {
            noDriver = notLinked(e.getMessage());
            return noDriver;
        } catch (NoClassDefFoundError | IllegalStateException e) {
            noDriver = explain(e);
            return noDriver;
        }
        loaded = this;
        try {
            failure = tooOld();
            cublas = failure == null ? CublasLibrary.load() : null;
        } catch (LinkageError | IllegalStateException e) {
            failure = explain(e);
        }
        return failure;
    }

    /** Linux names the library that is missing; Windows does not. */
    private static String notLinked(String message) {
        return message.contains("libcuda.so.1") || message.contains("dependent libraries")
                ? "no CUDA driver: " + message + "; install NVIDIA's driver"
                : "JCuda's library for the driver cannot be loaded: " + message
                        + "; it was unpacked into the folder that"
                        + " java.io.tmpdir names, which must allow programs to be loaded";
    }

    private String loadEmulated() {
        loaded = this;
        try {
            System.load(folder.resolve("libcuda.so.1").toString());
            System.load(folder.resolve("libcublas.so.12").toString());
            JCudaLibraries.load("JCudaDriver");
            JCudaLibraries.load("JCublas2");
            cublas = "emulated cuBLAS, " + folder;
        } catch (LinkageError | IllegalStateException e) {
            failure = "cannot load " + this + ": " + explain(e);
        }
        return failure;
    }

    private static String tooOld() {
        int[] version = new int[1];
        int result = JCudaDriver.cuDriverGetVersion(version);
        if (result != 0) {
            return "the CUDA driver does not tell its version: error " + result;
        }
        return version[0] >= OLDEST
                ? null
                : "the CUDA driver is too old: it supports CUDA " + version[0] / 1000 + "." + version[0] % 1000 / 10
                        + ", and Lethe needs 12.0 or later; install a newer NVIDIA driver";
    }

    private static String explain(Throwable e) {
        if (e instanceof NoClassDefFoundError) {
            return "JCuda is not on the class path (" + e.getMessage()
                    + "); add org.jcuda:jcuda and org.jcuda:jcublas 12.6.0 and their natives";
        }
        return e.getMessage();
    }

    private boolean same(Natives other) {
        return folder == null ? other.folder == null : folder.equals(other.folder);
    }

    @Override
    public String toString() {
        return folder == null ? "the machine's CUDA driver" : "the emulated CUDA driver in " + folder;
    }
}
