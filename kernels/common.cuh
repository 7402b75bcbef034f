// What every kernel file shares: gradients that add, rows of threads, 16-byte accesses, faults, shared memory.
#pragma once

#ifdef LETHE_EMULATED
#include "emulated.h"
#else
/** Static shared memory: N elements of type T. */
#define SHARED(T, name, N) __shared__ T name[N]
/** Shared memory whose size the launch says; one array a kernel. */
#define SHARED_DYNAMIC(T, name)                              \
    extern __shared__ __align__(16) unsigned char dynamic_[]; \
    T* name = reinterpret_cast<T*>(dynamic_)
#endif

// Stands before a kernel that is launched with one thread for each n elements. Read by the registry, no code.
#define PER_THREAD(n)

constexpr unsigned FULL = 0xffffffffu;
constexpr int WARP = 32;

/** Index of this thread in a launch over elements. */
__device__ inline long long thread_index() {
    return blockIdx.x * static_cast<long long>(blockDim.x) + threadIdx.x;
}

/** g + beta old: beta 0 does not read the old value, which may be NaN. */
__device__ inline float put(float g, float beta, const float* old) {
    return beta == 0 ? g : fmaf(beta, *old, g);
}

__device__ inline bool aligned16(const void* p) {
    return (reinterpret_cast<unsigned long long>(p) & 15) == 0;
}

__device__ inline float4 load4(const float* p) {
    return *reinterpret_cast<const float4*>(p);
}

__device__ inline void store4(float* p, float4 v) {
    *reinterpret_cast<float4*>(p) = v;
}

/** The threads of one row of a launch over rows: blockDim.x of them, a power of two; rows of a block go by y. */
struct RowGroup {
    long long row;
    int lane;
    int width;
    unsigned mask;  // of the lanes of this warp that belong to the row

    __device__ RowGroup()
        : row(blockIdx.x * static_cast<long long>(blockDim.y) + threadIdx.y), lane(threadIdx.x), width(blockDim.x) {
        int first = (threadIdx.y * blockDim.x) % WARP;
        mask = width >= WARP ? FULL : ((1u << width) - 1) << first;
    }
};

struct Add {
    static constexpr float zero = 0;
    __device__ static float join(float a, float b) { return a + b; }
};

/** The larger; NaN if one is. */
struct Larger {
    static constexpr float zero = -INFINITY;
    __device__ static float join(float a, float b) { return a > b || a != a ? a : b; }
};

/**
 * One value from those of a row's threads, the same in each of them, joined as a fixed tree. Every thread of the row
 * calls it. Rows of more than a warp are blocks of their own and meet in shared memory.
 */
template <class Join>
__device__ inline float row_reduce(const RowGroup& g, float v) {
    int within = g.width < WARP ? g.width : WARP;
    for (int d = within / 2; d > 0; d /= 2) {
        v = Join::join(v, __shfl_xor_sync(g.mask, v, d, within));
    }
    if (g.width <= WARP) {
        return v;
    }
    SHARED(float, warps, WARP);
    int count = g.width / WARP;
    __syncthreads();  // what an earlier call left has been read
    if (g.lane % WARP == 0) {
        warps[g.lane / WARP] = v;
    }
    __syncthreads();
    v = g.lane % WARP < count ? warps[g.lane % WARP] : Join::zero;
    for (int d = WARP / 2; d > 0; d /= 2) {
        v = Join::join(v, __shfl_xor_sync(FULL, v, d, WARP));
    }
    return v;
}

__device__ inline float row_sum_of(const RowGroup& g, float v) {
    return row_reduce<Add>(g, v);
}

__device__ inline float row_max_of(const RowGroup& g, float v) {
    return row_reduce<Larger>(g, v);
}

/** What a kernel found wrong with its input: code, value, bound. The host reads it and throws; code 0 is none. */
extern "C" {
__device__ int* fault = nullptr;
}

constexpr int FAULT_INDEX = 1;  // an index into a table
constexpr int FAULT_LABEL = 2;  // a class

/** Whether 0 <= value < bound; the first that is not is told to the host. */
__device__ inline bool within(int code, int value, int bound) {
    if (value >= 0 && value < bound) {
        return true;
    }
    if (fault != nullptr && atomicCAS(fault, 0, code) == 0) {
        fault[1] = value;
        fault[2] = bound;
    }
    return false;
}
