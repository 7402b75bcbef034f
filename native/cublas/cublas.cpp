// The emulated cuBLAS: the few functions that Lethe calls, with NVIDIA's signatures, numbers and argument errors.

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <mutex>
#include <new>
#include <set>

#include "gemm.h"

using lethe::Gemm;
using lethe::Rounding;

struct cublasContext {
    void *stream;
    void *workspace;
    size_t workspace_bytes;
    int math_mode;
};

using Handle = cublasContext *;
using Stream = void *;

// From the emulated driver: host work as one more entry of a stream, also while it is captured; and the test of a range
// of device memory when the work runs, which records the fault and is not 0 if there is one.
extern "C" int lethe_emulated_enqueue(Stream stream, void (*run)(void *), void *data, void (*release)(void *));
extern "C" int lethe_emulated_check(const void *p, size_t bytes, int write, const char *what);

namespace {

enum Status {
    SUCCESS = 0,
    NOT_INITIALIZED = 1,
    ALLOC_FAILED = 3,
    INVALID_VALUE = 7,
    EXECUTION_FAILED = 13,
    NOT_SUPPORTED = 15
};
enum Operation { AS_IS = 0, TRANSPOSED = 1, CONJUGATED = 2 };
enum MathMode { MATH_DEFAULT = 0, MATH_TENSOR_OP = 1, MATH_PEDANTIC = 2, MATH_TF32 = 3, MATH_LAST_FLAG = 16 };
enum ComputeType { COMPUTE_32F = 68, COMPUTE_32F_PEDANTIC = 69, COMPUTE_FAST_BF16 = 75, COMPUTE_FAST_TF32 = 77 };
constexpr int REAL_32 = 0;
constexpr size_t WORKSPACE_ALIGNMENT = 256, SCRIBBLED = 64 * 1024;

std::mutex handles_lock;
std::set<Handle> handles;

bool live(Handle handle) {
    std::lock_guard<std::mutex> lock(handles_lock);
    return handles.count(handle) > 0;
}

/** A product as it waits in a stream. */
struct Work {
    Gemm gemm;
    void *workspace;
    size_t workspace_bytes;
};

/** A matrix of the batch, as it lies in device memory. */
struct Stored {
    const float *at;
    int rows, columns, ld;

    /** Whether it is wholly in device memory; if not, the driver has recorded it. */
    bool reachable(bool write, const char *what) const {
        if (rows == 0 || columns == 0) return true;
        size_t elements = static_cast<size_t>(columns - 1) * ld + rows;
        return lethe_emulated_check(at, elements * sizeof(float), write, what) == 0;
    }
};

bool reachable(const Gemm &g, int i) {
    if (g.multiplies()) {
        Stored a{g.a + i * g.stride_a, g.trans_a ? g.k : g.m, g.trans_a ? g.m : g.k, g.lda};
        Stored b{g.b + i * g.stride_b, g.trans_b ? g.n : g.k, g.trans_b ? g.k : g.n, g.ldb};
        if (!a.reachable(false, "cuBLAS gemm, operand A,")) return false;
        if (!b.reachable(false, "cuBLAS gemm, operand B,")) return false;
    }
    Stored c{g.c + i * g.stride_c, g.m, g.n, g.ldc};
    if (g.beta != 0 && !c.reachable(false, "cuBLAS gemm, operand C,")) return false;
    return c.reachable(true, "cuBLAS gemm, operand C,");
}

void run(void *data) {
    const Work &work = *static_cast<Work *>(data);
    // The real one may write anywhere in its workspace, so nobody may rely on what is there.
    if (work.workspace_bytes > 0) {
        if (lethe_emulated_check(work.workspace, work.workspace_bytes, 1, "cuBLAS gemm, workspace,")) return;
        memset(work.workspace, 0xff, std::min(work.workspace_bytes, SCRIBBLED));
    }
    for (int i = 0; i < work.gemm.count && reachable(work.gemm, i); i++) {
        lethe::multiply(work.gemm, i);
    }
}

void release(void *data) { delete static_cast<Work *>(data); }

bool is_operation(int op) { return op >= AS_IS && op <= CONJUGATED; }

bool is_algorithm(int algorithm) {
    return (algorithm >= -1 && algorithm <= 23) || (algorithm >= 99 && algorithm <= 115);
}

/** Checks what cuBLAS checks when it is called, and puts the product into the handle's stream. */
int enqueue(Handle handle, int trans_a, int trans_b, int m, int n, int k, const void *alpha, const void *a, int lda,
            int64_t stride_a, const void *b, int ldb, int64_t stride_b, const void *beta, void *c, int ldc,
            int64_t stride_c, int count, Rounding rounding) {
    if (!live(handle)) return NOT_INITIALIZED;
    bool right = is_operation(trans_a) && is_operation(trans_b) && m >= 0 && n >= 0 && k >= 0 && count >= 0 &&
                 lda >= std::max(1, trans_a ? k : m) && ldb >= std::max(1, trans_b ? n : k) &&
                 ldc >= std::max(1, m) && alpha && beta;
    if (!right) return INVALID_VALUE;
    if (m == 0 || n == 0 || count == 0) return SUCCESS;
    float scalar_a, scalar_c;
    memcpy(&scalar_a, alpha, sizeof(float));
    memcpy(&scalar_c, beta, sizeof(float));
    if (!c) return INVALID_VALUE;
    Gemm gemm{trans_a != AS_IS, trans_b != AS_IS, m, n, k, scalar_a, scalar_c, static_cast<const float *>(a),
              static_cast<const float *>(b), static_cast<float *>(c), lda, ldb, ldc, stride_a, stride_b, stride_c,
              count, rounding};
    Work *work = new (std::nothrow) Work{gemm, handle->workspace, handle->workspace_bytes};
    if (!work) return ALLOC_FAILED;
    return lethe_emulated_enqueue(handle->stream, run, work, release) == 0 ? SUCCESS : EXECUTION_FAILED;
}

Rounding default_rounding(Handle handle) {
    return live(handle) && (handle->math_mode & ~MATH_LAST_FLAG) == MATH_TF32 ? Rounding::TF32 : Rounding::FLOAT32;
}

/** False if the emulation does not have this mode. */
bool rounding_of(Handle handle, int compute, Rounding &rounding) {
    switch (compute) {
        case COMPUTE_32F: rounding = default_rounding(handle); return true;
        case COMPUTE_32F_PEDANTIC: rounding = Rounding::FLOAT32; return true;
        case COMPUTE_FAST_TF32: rounding = Rounding::TF32; return true;
        case COMPUTE_FAST_BF16: rounding = Rounding::BF16; return true;
        default: return false;
    }
}

}  // namespace

extern "C" {

int cublasCreate_v2(Handle *handle) {
    if (!handle) return INVALID_VALUE;
    *handle = new (std::nothrow) cublasContext{};
    if (!*handle) return ALLOC_FAILED;
    std::lock_guard<std::mutex> lock(handles_lock);
    handles.insert(*handle);
    return SUCCESS;
}

int cublasDestroy_v2(Handle handle) {
    {
        std::lock_guard<std::mutex> lock(handles_lock);
        if (handles.erase(handle) == 0) return NOT_INITIALIZED;
    }
    delete handle;
    return SUCCESS;
}

int cublasGetVersion_v2(Handle, int *version) {
    if (!version) return INVALID_VALUE;
    *version = 120600;
    return SUCCESS;
}

// As in the real one, a new stream has cuBLAS's own workspace until another is set.
int cublasSetStream_v2(Handle handle, Stream stream) {
    if (!live(handle)) return NOT_INITIALIZED;
    handle->stream = stream;
    handle->workspace = nullptr;
    handle->workspace_bytes = 0;
    return SUCCESS;
}

int cublasSetWorkspace_v2(Handle handle, void *workspace, size_t bytes) {
    if (!live(handle)) return NOT_INITIALIZED;
    if (reinterpret_cast<uintptr_t>(workspace) % WORKSPACE_ALIGNMENT != 0 || (!workspace && bytes > 0)) {
        return INVALID_VALUE;
    }
    handle->workspace = workspace;
    handle->workspace_bytes = bytes;
    return SUCCESS;
}

int cublasSetMathMode(Handle handle, int mode) {
    if (!live(handle)) return NOT_INITIALIZED;
    int plain = mode & ~MATH_LAST_FLAG;
    if (plain < MATH_DEFAULT || plain > MATH_TF32) return INVALID_VALUE;
    handle->math_mode = mode;
    return SUCCESS;
}

int cublasSetAtomicsMode(Handle handle, int mode) {
    if (!live(handle)) return NOT_INITIALIZED;
    return mode == 0 || mode == 1 ? SUCCESS : INVALID_VALUE;
}

// Scalars in device memory are not emulated.
int cublasSetPointerMode_v2(Handle handle, int mode) {
    if (!live(handle)) return NOT_INITIALIZED;
    return mode == 0 ? SUCCESS : mode == 1 ? NOT_SUPPORTED : INVALID_VALUE;
}

int cublasSgemm_v2(Handle handle, int trans_a, int trans_b, int m, int n, int k, const float *alpha, const float *a,
                   int lda, const float *b, int ldb, const float *beta, float *c, int ldc) {
    return enqueue(handle, trans_a, trans_b, m, n, k, alpha, a, lda, 0, b, ldb, 0, beta, c, ldc, 0, 1,
                   default_rounding(handle));
}

int cublasGemmStridedBatchedEx(Handle handle, int trans_a, int trans_b, int m, int n, int k, const void *alpha,
                               const void *a, int a_type, int lda, long long stride_a, const void *b, int b_type,
                               int ldb, long long stride_b, const void *beta, void *c, int c_type, int ldc,
                               long long stride_c, int count, int compute, int algorithm) {
    if (!live(handle)) return NOT_INITIALIZED;
    if (!is_algorithm(algorithm)) return INVALID_VALUE;
    Rounding rounding;
    if (a_type != REAL_32 || b_type != REAL_32 || c_type != REAL_32 || !rounding_of(handle, compute, rounding)) {
        return NOT_SUPPORTED;
    }
    return enqueue(handle, trans_a, trans_b, m, n, k, alpha, a, lda, stride_a, b, ldb, stride_b, beta, c, ldc,
                   stride_c, count, rounding);
}

int cublasGemmEx(Handle handle, int trans_a, int trans_b, int m, int n, int k, const void *alpha, const void *a,
                 int a_type, int lda, const void *b, int b_type, int ldb, const void *beta, void *c, int c_type,
                 int ldc, int compute, int algorithm) {
    return cublasGemmStridedBatchedEx(handle, trans_a, trans_b, m, n, k, alpha, a, a_type, lda, 0, b, b_type, ldb, 0,
                                      beta, c, c_type, ldc, 0, 1, compute, algorithm);
}

}  // extern "C"
