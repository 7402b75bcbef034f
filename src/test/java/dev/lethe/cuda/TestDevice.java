package dev.lethe.cuda;

import dev.lethe.Device;
import dev.lethe.DeviceProvider;
import org.junit.jupiter.api.Assumptions;

/**
 * The CUDA device that tests run on: the emulated driver, or with the system property {@code lethe.test.device} a real
 * GPU such as {@code cuda:0}. Where there is none, tests are skipped with the reason, or fail if the system property
 * {@code lethe.test.required} is set, as in CI.
 */
public final class TestDevice {
    private static final String NAME = System.getProperty("lethe.test.device", "cuda-emulated");
    private static final String KIND = NAME.split(":", 2)[0];

    private TestDevice() {}

    public static boolean emulated() {
        return KIND.equals("cuda-emulated");
    }

    /** Skips or fails unless there is a device. */
    public static void require() {
        for (DeviceProvider p : DeviceProvider.all()) {
            String reason = p.kind().equals(KIND) ? p.unavailable() : null;
            if (reason != null) {
                if (Boolean.getBoolean("lethe.test.required")) {
                    throw new AssertionError(reason);
                }
                Assumptions.abort(reason);
            }
        }
    }

    /** The device as its users open it. */
    public static Device open() {
        require();
        return Device.open(NAME);
    }

    /** Each tensor an allocation of its own, filled with NaN; emulated: every access is checked. */
    public static Device checked() {
        return checked("strict");
    }

    /** As {@link #checked()}, but emulated with quick kernels, whose accesses are not checked. */
    public static Device filled() {
        return checked("fast");
    }

    private static Device checked(String images) {
        require();
        if (emulated()) {
            return EmulatedProvider.open(System.getProperty("lethe.test.images", images), true);
        }
        return CudaProvider.open(
                KIND,
                CudaOptions.parse(
                        KIND, NAME.contains(":") ? NAME.substring(KIND.length() + 1) : "", CudaOptions.Images.FATBIN),
                true);
    }

    /** What opens the device by name. */
    public static String name() {
        require();
        return NAME;
    }

    /** Name of another device of this kind, or null if there is none. */
    public static String second() {
        // Loads the driver and starts it.
        open().close();
        String name = KIND + ":1";
        return NAME.equals(name) || Gpu.all().size() < 2 ? null : name;
    }

    /** One of this kind by all that its name says after the colon. */
    static Device named(String option) {
        require();
        return Device.open(KIND + ":" + option);
    }

    /** As {@link #open} with further options, such as {@code memory=64m}. */
    public static Device open(String options) {
        require();
        return Device.open(NAME + (NAME.contains(":") ? "," : ":") + options);
    }
}
