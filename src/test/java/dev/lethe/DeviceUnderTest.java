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

    /** With checked memory: new tensors hold NaN, and accesses outside of them are found. */
    public static Device checked() {
        return isCpu() ? new CpuDevice(2, true) : TestDevice.checked();
    }

    /** As users open it. */
    public static Device open() {
        return isCpu() ? Device.open(NAME) : TestDevice.open();
    }
}
