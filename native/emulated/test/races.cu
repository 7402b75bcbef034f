// Kernels whose threads meet in memory with nothing that orders them.
#include "common.cuh"

extern "C" __global__ void missing_barrier(float* y) {
    SHARED(float, tile, 64);
    tile[threadIdx.x] = static_cast<float>(threadIdx.x);
    y[threadIdx.x] = tile[63 - threadIdx.x];
}

extern "C" __global__ void missing_second_barrier(float* y) {
    SHARED(float, tile, 64);
    float sum = 0;
    for (int i = 0; i < 3; i++) {
        tile[threadIdx.x] = static_cast<float>(i);
        __syncthreads();
        sum += tile[(threadIdx.x + 1) % 64];
    }
    y[threadIdx.x] = sum;
}

extern "C" __global__ void missing_syncwarp(float* y) {
    SHARED(float, tile, 32);
    tile[threadIdx.x] = 1;
    y[threadIdx.x] = tile[threadIdx.x ^ 1];
}

// A shuffle orders no memory.
extern "C" __global__ void shuffle_for_syncwarp(float* y) {
    SHARED(float, tile, 32);
    tile[threadIdx.x] = 1;
    float v = __shfl_xor_sync(FULL, 1.f, 1);
    y[threadIdx.x] = v + tile[threadIdx.x ^ 1];
}

// Each half waits for itself only.
extern "C" __global__ void syncwarp_of_halves(float* y) {
    SHARED(float, tile, 32);
    tile[threadIdx.x] = 1;
    __syncwarp(threadIdx.x < 16 ? 0x0000ffffu : 0xffff0000u);
    y[threadIdx.x] = tile[(threadIdx.x + 16) % 32];
}

extern "C" __global__ void blocks_write_one(float* y) {
    if (threadIdx.x == 0) {
        y[0] = static_cast<float>(blockIdx.x);
    }
}

extern "C" __global__ void block_reads_anothers(float* y) {
    y[thread_index()] = 1;
    y[512 + thread_index()] = y[(thread_index() + blockDim.x) % (gridDim.x * blockDim.x)];
}

extern "C" __global__ void threads_of_a_block(float* y) {
    y[threadIdx.x] = 1;
    y[512 + threadIdx.x] = y[(threadIdx.x + 32) % blockDim.x];
}

extern "C" __global__ void bytes_overlap(unsigned char* y) {
    if (threadIdx.x == 0) {
        *reinterpret_cast<int*>(y) = 0;
    } else {
        y[threadIdx.x] = 1;
    }
}

extern "C" __global__ void atomic_and_plain(int* y) {
    if (threadIdx.x == 0) {
        y[0] = 7;
    } else {
        atomicAdd(y, 1);
    }
}

extern "C" __global__ void atomic_read_plain(int* y) {
    atomicAdd(y, 1);
    y[1 + threadIdx.x] = y[0];
}

// No race, but what each thread gets depends on the order: a second seed shows it.
extern "C" __global__ void order_of_atomics(int* y) {
    y[1 + thread_index()] = atomicAdd(y, 1);
}
