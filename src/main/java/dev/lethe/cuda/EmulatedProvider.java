package dev.lethe.cuda;

import dev.lethe.Device;
import dev.lethe.DeviceProvider;
import dev.lethe.cuda.natives.Natives;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Opens {@code cuda-emulated}, the CUDA device on a driver that runs its kernels on the CPU: to test it where there is
 * no GPU, never to be quick. {@code cuda-emulated:strict} checks every access to memory. The system property
 * {@code lethe.emulated} names the folder of the driver, which the build leaves in {@code target/emulated}.
 */
public final class EmulatedProvider implements DeviceProvider {
    private static final String PROPERTY = "lethe.emulated";

    /** The folder that the property names. */
    static Path folder() {
        return Path.of(System.getProperty(PROPERTY));
    }

    @Override
    public String kind() {
        return "cuda-emulated";
    }

    @Override
    public int rank() {
        return -1;
    }

    @Override
    public List<String> list() {
        return List.of(kind() + ": a driver that runs kernels on the CPU, for tests, in " + folder());
    }

    @Override
    public String unavailable() {
        if (System.getProperty(PROPERTY) == null) {
            return "the system property " + PROPERTY + " does not name the folder of the emulated driver, which the"
                    + " build leaves in target/emulated where g++ is";
        }
        if (!Files.isDirectory(folder().resolve("fast"))) {
            return folder() + ", which the system property " + PROPERTY + " names, has no emulated driver: build where"
                    + " g++ is";
        }
        if (!JCudaClasses.hasNatives()) {
            return "JCuda has no native libraries for " + System.getProperty("os.name") + " on "
                    + System.getProperty("os.arch");
        }
        return JCudaClasses.present() ? Natives.emulated(folder()).unavailable() : JCudaClasses.ABSENT;
    }

    @Override
    public Device open(String option) {
        return open(option, false);
    }

    /** As {@link #open(String)}, perhaps with checked memory, for tests. */
    static Device open(String option, boolean checked) {
        CudaOptions options = CudaOptions.parse("cuda-emulated", option, CudaOptions.Images.FAST);
        Natives.emulated(folder()).load();
        String reason = DriverCheck.reason(0);
        if (reason != null) {
            throw new IllegalStateException(reason);
        }
        return CudaProvider.open("cuda-emulated", options, checked);
    }
}
