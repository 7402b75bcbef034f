// Kernels whose threads do not come together as they must.
#include "common.cuh"

extern "C" __global__ void exited_at_barrier(float* y, int n) {
    if (static_cast<int>(threadIdx.x) >= n) {
        return;
    }
    y[threadIdx.x] = 1;
    __syncthreads();
}

extern "C" __global__ void divergent_barrier(float* y) {
    if (threadIdx.x < 32) {
        __syncthreads();
        y[0] = 1;
    } else {
        __syncthreads();
    }
}

extern "C" __global__ void barrier_and_shuffle(float* y) {
    if (threadIdx.x < 32) {
        __syncthreads();
    }
    y[threadIdx.x] = __shfl_sync(FULL, 1.f, 0);
}

extern "C" __global__ void lane_exited(float* y) {
    if (threadIdx.x == 5) {
        return;
    }
    y[threadIdx.x] = __shfl_xor_sync(FULL, 1.f, 1);
}

extern "C" __global__ void lane_outside_mask(float* y) {
    y[threadIdx.x] = __shfl_xor_sync(0x0000ffffu, 1.f, 1);
}

extern "C" __global__ void source_outside_mask(float* y) {
    if (threadIdx.x < 16) {
        y[threadIdx.x] = __shfl_sync(0x0000ffffu, 1.f, 20);
    }
}

extern "C" __global__ void different_collectives(float* y) {
    y[threadIdx.x] = threadIdx.x % 2 == 0 ? __shfl_xor_sync(FULL, 1.f, 1) : __shfl_down_sync(FULL, 1.f, 1);
}

extern "C" __global__ void different_masks(float* y) {
    y[threadIdx.x] = __shfl_xor_sync(threadIdx.x < 16 ? FULL : 0xffff0000u, 1.f, 1);
}

extern "C" __global__ void lane_not_in_block(float* y) {
    y[threadIdx.x] = __shfl_xor_sync(FULL, 1.f, 1);
}

extern "C" __global__ void bad_width(float* y) {
    y[threadIdx.x] = __shfl_xor_sync(FULL, 1.f, 1, 12);
}

namespace {
__device__ __attribute__((noinline)) int deep(int n) {
    volatile int here[64];
    here[n % 64] = n;
    return n == 0 ? 0 : deep(n - 1) + here[n % 64];
}
}  // namespace

extern "C" __global__ void stack_overflow(int* y, int n) {
    y[thread_index()] = deep(n);
}
