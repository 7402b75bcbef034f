package dev.lethe.cuda;

import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;

/** A call of the CUDA driver or of cuBLAS that failed: which, on what, and why. */
public final class CudaError extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int code;

    CudaError(int code, String message) {
        super(message);
        this.code = code;
    }

    /** The driver's error number, or 0 if the failure was another one's. */
    public int code() {
        return code;
    }

    /** What the driver says of an error number. */
    static String text(int code) {
        String[] words = new String[1];
        String said = JCudaDriver.cuGetErrorString(code, words) == 0 && words[0] != null ? ": " + words[0] : "";
        return "error " + code + ", " + CUresult.stringFor(code) + said;
    }

    /** Whether nothing can be done with the device's context after this error. */
    static boolean isFinal(int code) {
        switch (code) {
            case CUresult.CUDA_ERROR_ILLEGAL_ADDRESS:
            case CUresult.CUDA_ERROR_LAUNCH_TIMEOUT:
            case CUresult.CUDA_ERROR_ASSERT:
            case CUresult.CUDA_ERROR_HARDWARE_STACK_ERROR:
            case CUresult.CUDA_ERROR_ILLEGAL_INSTRUCTION:
            case CUresult.CUDA_ERROR_MISALIGNED_ADDRESS:
            case CUresult.CUDA_ERROR_INVALID_ADDRESS_SPACE:
            case CUresult.CUDA_ERROR_INVALID_PC:
            case CUresult.CUDA_ERROR_LAUNCH_FAILED:
            case CUresult.CUDA_ERROR_ECC_UNCORRECTABLE:
            case CUresult.CUDA_ERROR_CONTEXT_IS_DESTROYED:
            case CUresult.CUDA_ERROR_NVLINK_UNCORRECTABLE:
            case CUresult.CUDA_ERROR_UNKNOWN:
                return true;
            default:
                return false;
        }
    }
}
