package dev.lethe;

import dev.lethe.cpu.CpuDevice;
import dev.lethe.cuda.TestDevice;

/**
 * The device that tests with the tag {@code devices} run on: the system property {@code lethe.test.device}, which is
 * {@code cpu} unless it says {@code cuda-emulated} or {@code cuda:INDEX}. The build runs them on the first two.
 */
public final class DeviceUnderTest {
    private static final String NAME = System.getProperty("lethe.test.device", "cpu");

    private DeviceUnderTest() {}

    public static boolean isCpu() {
        return NAME.startsWith("cpu");
    }

    /** Whether it is neither the CPU nor emulated by it. */
    public static boolean isGpu() {
        return NAME.equals("cuda") || NAME.startsWith("cuda:");
    }

    /** What opens it by name. */
    public static String name() {
        return NAME;
    }

    /** With checked memory: new tensors hold NaN, and accesses outside of them are found. */
    public static Device checked() {
        return checked(2);
    }

    /** As {@link #checked()}; only a CPU has a number of threads. */
    public static Device checked(int threads) {
        return isCpu() ? new CpuDevice(threads, true) : TestDevice.checked();
    }

    /**
     * As {@link #checked()}, but an emulated device runs its quick kernels: new tensors hold NaN, and accesses outside of
     * them may pass. For difference quotients, which take thousands of runs of what is checked elsewhere.
     */
    public static Device filled() {
        return isCpu() ? checked() : TestDevice.filled();
    }

    /** As users open it. */
    public static Device open() {
        return isCpu() ? Device.open(NAME) : TestDevice.open();
    }
}
