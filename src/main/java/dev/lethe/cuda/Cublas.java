package dev.lethe.cuda;

import dev.lethe.Gemm;
import dev.lethe.Tensor;
import dev.lethe.cuda.natives.Natives;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jcuda.Pointer;
import jcuda.cudaDataType;
import jcuda.driver.JCudaDriver;
import jcuda.jcublas.JCublas2;
import jcuda.jcublas.cublasAtomicsMode;
import jcuda.jcublas.cublasGemmAlgo;
import jcuda.jcublas.cublasHandle;
import jcuda.jcublas.cublasMath;
import jcuda.jcublas.cublasOperation;
import jcuda.jcublas.cublasPointerMode;
import jcuda.jcublas.cublasStatus;
import jcuda.runtime.cudaStream_t;

/**
 * Matrix products by cuBLAS, on the device's stream, with a workspace of ours and without atomics: one stream and one
 * workspace give the same bits each time.
 */
final class Cublas {
    /** What NVIDIA recommends for Hopper. */
    private static final long WORKSPACE = 32L << 20;

    private final CudaContext context;
    private final MatrixMath math;
    private final cublasHandle handle = new cublasHandle();
    private final Memory.Block workspace;
    private boolean created;
    // Pinned, since JCuda asks less of memory that it knows by address.
    private final Address factorsAddress = new Address();
    private final ByteBuffer factors;
    private final Pointer alpha;
    private final Pointer beta;

    Cublas(CudaContext context, MatrixMath math) {
        this.context = context;
        this.math = math;
        workspace = context.memory().take("cuBLAS", WORKSPACE, WORKSPACE);
        boolean ready = false;
        try {
            context.check(
                    JCudaDriver.cuMemHostAlloc(factorsAddress, 8, JCudaDriver.CU_MEMHOSTALLOC_PORTABLE),
                    "cuMemHostAlloc");
            factors = factorsAddress.getByteBuffer(0, 8).order(ByteOrder.nativeOrder());
            alpha = new Address(factorsAddress.value());
            beta = new Address(factorsAddress.value() + 4);
            check(JCublas2.cublasCreate(handle), "cublasCreate, with " + Natives.cublas());
            created = true;
            prepare();
            ready = true;
        } finally {
            if (!ready) {
                free();
            }
        }
    }

    private void prepare() {
        check(JCublas2.cublasSetStream(handle, new cudaStream_t(context.stream())), "cublasSetStream");
        check(
                JCublas2.cublasSetWorkspace(handle, new Address(workspace.address), WORKSPACE),
                "cublasSetWorkspace of " + WORKSPACE + " bytes");
        check(
                JCublas2.cublasSetPointerMode(handle, cublasPointerMode.CUBLAS_POINTER_MODE_HOST),
                "cublasSetPointerMode");
        check(
                JCublas2.cublasSetAtomicsMode(handle, cublasAtomicsMode.CUBLAS_ATOMICS_NOT_ALLOWED),
                "cublasSetAtomicsMode");
        check(JCublas2.cublasSetMathMode(handle, cublasMath.CUBLAS_DEFAULT_MATH), "cublasSetMathMode");
    }

    String version() {
        int[] version = new int[1];
        check(JCublas2.cublasGetVersion(handle, version), "cublasGetVersion");
        return version[0] / 10000 + "." + version[0] / 100 % 100;
    }

    /** Row-major products are column-major ones of the transposes: C' = op(B)' op(A)'. */
    void gemm(Gemm g, Tensor a, Tensor b, Tensor c) {
        if (g.m() == 0 || g.n() == 0 || g.count() == 0) {
            return;
        }
        factors.putFloat(0, g.alpha()).putFloat(4, g.beta());
        int opB = g.transB() ? cublasOperation.CUBLAS_OP_T : cublasOperation.CUBLAS_OP_N;
        int opA = g.transA() ? cublasOperation.CUBLAS_OP_T : cublasOperation.CUBLAS_OP_N;
        Pointer pa = new Address(context.address(a));
        Pointer pb = new Address(context.address(b));
        Pointer pc = new Address(context.address(c));
        int type = cudaDataType.CUDA_R_32F;
        int algorithm = cublasGemmAlgo.CUBLAS_GEMM_DEFAULT;
        int lda = Math.max(1, g.lda());
        int ldb = Math.max(1, g.ldb());
        int code = g.count() == 1
                ? JCublas2.cublasGemmEx_new(
                        handle,
                        opB,
                        opA,
                        g.n(),
                        g.m(),
                        g.k(),
                        alpha,
                        pb,
                        type,
                        ldb,
                        pa,
                        type,
                        lda,
                        beta,
                        pc,
                        type,
                        g.ldc(),
                        math.computeType(),
                        algorithm)
                : JCublas2.cublasGemmStridedBatchedEx_new(
                        handle,
                        opB,
                        opA,
                        g.n(),
                        g.m(),
                        g.k(),
                        alpha,
                        pb,
                        type,
                        ldb,
                        g.strideB(),
                        pa,
                        type,
                        lda,
                        g.strideA(),
                        beta,
                        pc,
                        type,
                        g.ldc(),
                        g.strideC(),
                        g.count(),
                        math.computeType(),
                        algorithm);
        if (code != 0) {
            check(code, "product " + g + " of " + a + " and " + b + " to " + c);
        }
    }

    private void check(int code, String what) {
        if (code != 0) {
            throw new CudaError(
                    0, "cuBLAS on " + context.name() + ": " + what + " failed: " + cublasStatus.stringFor(code));
        }
    }

    void free() {
        if (created) {
            JCublas2.cublasDestroy(handle);
        }
        JCudaDriver.cuMemFreeHost(factorsAddress);
        context.memory().free(workspace);
    }
}
