package dev.lethe.cuda;

import jcuda.driver.JCudaDriver;

/** Whether the loaded driver starts, has a GPU, and can run what this build's nvcc made. */
final class DriverCheck {
    private DriverCheck() {}

    /**
     * Why not, or null.
     *
     * @param compiler major version of the nvcc that made the kernels, 0 for the emulated driver's
     */
    static String reason(int compiler) {
        int code = JCudaDriver.cuInit(0);
        if (code != 0) {
            return "the CUDA driver does not start: " + CudaError.text(code);
        }
        int[] count = new int[1];
        code = JCudaDriver.cuDeviceGetCount(count);
        if (code != 0 || count[0] == 0) {
            return code != 0 ? "cuDeviceGetCount: " + CudaError.text(code) : "the CUDA driver knows no GPU";
        }
        int[] version = new int[1];
        JCudaDriver.cuDriverGetVersion(version);
        if (version[0] / 1000 < compiler) {
            return "the driver supports CUDA " + Gpu.driver() + ", but the kernels of this build were made by nvcc "
                    + compiler + ": install a driver for CUDA " + compiler + ", or build with an nvcc as old as the"
                    + " driver";
        }
        if (Gpu.all().stream().noneMatch(g -> g.capability() >= Gpu.OLDEST)) {
            return "no GPU here has compute capability 8.0 or later, which the kernels are compiled for";
        }
        return null;
    }
}
