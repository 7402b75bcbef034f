package dev.lethe.bench.device;

import jcuda.Pointer;
import jcuda.Sizeof;
import jcuda.cudaDataType;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.JCudaDriver;
import jcuda.jcublas.JCublas2;
import jcuda.jcublas.cublasComputeType;
import jcuda.jcublas.cublasGemmAlgo;
import jcuda.jcublas.cublasHandle;
import jcuda.jcublas.cublasOperation;

/** Square products of bfloat16 matrices, stored as such, straight through JCublas: Lethe has no such tensors. */
final class BrainFloatProducts implements Runnable, AutoCloseable {
    /** Products of one run. */
    static final int CALLS = 8;

    private static final int SIZE = Sizeof.SHORT;
    private static final Pointer ONE = Pointer.to(new float[] {1});
    private static final Pointer ZERO = Pointer.to(new float[] {0});

    private final int n;
    private final cublasHandle handle = new cublasHandle();
    private final CUdeviceptr[] matrices = {new CUdeviceptr(), new CUdeviceptr(), new CUdeviceptr()};

    /** A CUDA device has been opened on this thread. */
    BrainFloatProducts(int n) {
        this.n = n;
        long elements = (long) n * n;
        short[] values = Numbers.brainFloats();
        Pointer block = Pointer.to(values);
        for (CUdeviceptr m : matrices) {
            check(JCudaDriver.cuMemAlloc(m, elements * SIZE), "cuMemAlloc");
            for (long at = 0; at < elements; at += values.length) {
                long bytes = SIZE * Math.min(values.length, elements - at);
                check(JCudaDriver.cuMemcpyHtoD(m.withByteOffset(at * SIZE), block, bytes), "cuMemcpyHtoD");
            }
        }
        check(JCublas2.cublasCreate(handle), "cublasCreate");
    }

    @Override
    public void run() {
        int type = cudaDataType.CUDA_R_16BF;
        int as = cublasOperation.CUBLAS_OP_N;
        for (int i = 0; i < CALLS; i++) {
            check(
                    JCublas2.cublasGemmEx_new(
                            handle,
                            as,
                            as,
                            n,
                            n,
                            n,
                            ONE,
                            matrices[0],
                            type,
                            n,
                            matrices[1],
                            type,
                            n,
                            ZERO,
                            matrices[2],
                            type,
                            n,
                            cublasComputeType.CUBLAS_COMPUTE_32F,
                            cublasGemmAlgo.CUBLAS_GEMM_DEFAULT),
                    "cublasGemmEx");
        }
        check(JCudaDriver.cuCtxSynchronize(), "cuCtxSynchronize");
    }

    private static void check(int code, String what) {
        if (code != 0) {
            throw new IllegalStateException(what + " failed with error " + code);
        }
    }

    @Override
    public void close() {
        JCublas2.cublasDestroy(handle);
        for (CUdeviceptr m : matrices) {
            JCudaDriver.cuMemFree(m);
        }
    }
}
