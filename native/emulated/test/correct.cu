// Kernels that are right, in ways that a careless checker would accuse.
#include "common.cuh"

extern "C" __global__ void barriers(float* y) {
    SHARED(float, tile, 64);
    float sum = 0;
    for (int i = 0; i < 5; i++) {
        tile[threadIdx.x] = static_cast<float>(i);
        __syncthreads();
        sum += tile[(threadIdx.x + 1) % 64];
        __syncthreads();
    }
    y[thread_index()] = sum;
}

extern "C" __global__ void warp_synchronous(float* y) {
    SHARED(float, tile, 64);
    int lane = threadIdx.x % 32;
    float* mine = tile + (threadIdx.x - lane);
    mine[lane] = 1;
    __syncwarp();
    for (int d = 16; d > 0; d /= 2) {
        float other = mine[lane ^ d];
        __syncwarp();
        mine[lane] += other;
        __syncwarp();
    }
    y[thread_index()] = mine[lane];
}

extern "C" __global__ void halves_of_a_warp(float* y) {
    SHARED(float, tile, 64);
    unsigned mask = threadIdx.x % 32 < 16 ? 0x0000ffffu : 0xffff0000u;
    tile[threadIdx.x] = 1;
    __syncwarp(mask);
    float v = tile[threadIdx.x ^ 3];
    y[thread_index()] = v + __shfl_xor_sync(mask, v, 8, 16);
}

// One thread counts for all, in order, after a chain of warp synchronisations.
extern "C" __global__ void handed_on(float* y) {
    SHARED(float, token, 1);
    for (unsigned turn = 0; turn < 32; turn++) {
        if (threadIdx.x % 32 == turn && threadIdx.x < 32) {
            token[0] = turn == 0 ? 1 : token[0] + 1;
        }
        __syncwarp();
    }
    __syncthreads();
    y[thread_index()] = token[0];
}

extern "C" __global__ void atomics(int* y) {
    SHARED(int, count, 1);
    if (threadIdx.x == 0) {
        count[0] = 0;
    }
    __syncthreads();
    atomicAdd(count, 1);
    atomicMax(y + 1, static_cast<int>(thread_index()));
    __syncthreads();
    if (threadIdx.x == 0) {
        atomicAdd(y, count[0]);
    }
}

extern "C" __global__ void bytes_side_by_side(unsigned char* y) {
    long long i = thread_index();
    y[i] = static_cast<unsigned char>(i);
}

extern "C" __global__ void blocks_side_by_side(const float* x, float* y) {
    y[thread_index()] = x[0] + x[thread_index()];
}

extern "C" __global__ void vectors_and_tail(const float* x, float* y, int n) {
    long long i = 4 * thread_index();
    if (i + 4 <= n && aligned16(x) && aligned16(y)) {
        store4(y + i, load4(x + i));
        return;
    }
    for (long long e = i; e < i + 4 && e < n; e++) {
        y[e] = x[e];
    }
}

extern "C" __global__ void local_arrays(float* y) {
    float window[16];
    for (int i = 0; i < 16; i++) {
        window[(i * 5 + threadIdx.x) % 16] = static_cast<float>(i);
    }
    y[thread_index()] = window[threadIdx.x * 7 % 16];
}

extern "C" __global__ void whole_rows_leave(const float* x, float* y, int n, int width) {
    RowGroup g;
    if (g.row >= n) {
        return;
    }
    float sum = 0;
    for (int j = g.lane; j < width; j += g.width) {
        sum += x[g.row * width + j];
    }
    sum = row_sum_of(g, sum) + row_max_of(g, sum);
    if (g.lane == 0) {
        y[g.row] = sum;
    }
}

extern "C" __global__ void dynamic_memory(float* y) {
    SHARED_DYNAMIC(float, tile);
    tile[threadIdx.x] = 1;
    __syncthreads();
    y[thread_index()] = tile[blockDim.x - 1 - threadIdx.x];
}

extern "C" __global__ void votes(int* y) {
    unsigned even = __ballot_sync(FULL, threadIdx.x % 2 == 0);
    y[thread_index()] = static_cast<int>(even) + __any_sync(FULL, threadIdx.x == 3) + __all_sync(FULL, 1);
}

// Three indices are outside; the host is told of one.
extern "C" __global__ void tells_of_a_bad_index(float* y, int n) {
    int i = static_cast<int>(thread_index());
    if (within(FAULT_INDEX, i, n)) {
        y[i] = 1;
    }
}
