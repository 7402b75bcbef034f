// Several sums of a row at once, sums in double, and the smallest integer, each as a fixed tree.
#pragma once

#include "common.cuh"

/** Replaces each s by its sum over the threads of the row, the same in each of them. Every thread of the row calls it. */
template <int N>
__device__ inline void row_sums(const RowGroup& g, float (&s)[N]) {
#pragma unroll
    for (int d = WARP / 2; d > 0; d /= 2) {
        if (d < g.width) {
#pragma unroll
            for (int i = 0; i < N; i++) {
                s[i] += __shfl_xor_sync(g.mask, s[i], d, WARP);
            }
        }
    }
    if (g.width <= WARP) {
        return;
    }
    SHARED(float, sums, WARP * N);
    __syncthreads();  // what an earlier call left has been read
    if (g.lane % WARP == 0) {
#pragma unroll
        for (int i = 0; i < N; i++) {
            sums[i * WARP + g.lane / WARP] = s[i];
        }
    }
    __syncthreads();
    bool used = g.lane % WARP < g.width / WARP;
#pragma unroll
    for (int i = 0; i < N; i++) {
        s[i] = used ? sums[i * WARP + g.lane % WARP] : 0;
#pragma unroll
        for (int d = WARP / 2; d > 0; d /= 2) {
            s[i] += __shfl_xor_sync(FULL, s[i], d, WARP);
        }
    }
}

/** Largest of the row's values, none of them NaN. */
__device__ inline float row_largest(const RowGroup& g, float v) {
#pragma unroll
    for (int d = WARP / 2; d > 0; d /= 2) {
        if (d < g.width) {
            v = fmaxf(v, __shfl_xor_sync(g.mask, v, d, WARP));
        }
    }
    return g.width <= WARP ? v : row_max_of(g, v);
}

/** Smallest of the row's integers. */
__device__ inline int row_smallest(const RowGroup& g, int v) {
#pragma unroll
    for (int d = WARP / 2; d > 0; d /= 2) {
        if (d < g.width) {
            int other = __shfl_xor_sync(g.mask, v, d, WARP);
            v = other < v ? other : v;
        }
    }
    if (g.width <= WARP) {
        return v;
    }
    SHARED(int, smallest, WARP);
    __syncthreads();  // what an earlier call left has been read
    if (g.lane % WARP == 0) {
        smallest[g.lane / WARP] = v;
    }
    __syncthreads();
    for (int i = 0; i < g.width / WARP; i++) {
        v = smallest[i] < v ? smallest[i] : v;
    }
    return v;
}

/** A sum in double as two floats, 48 bits of it. */
__device__ inline float2 halves_of(double v) {
    float high = static_cast<float>(v);
    return make_float2(high, static_cast<float>(v - high));
}

__device__ inline double whole_of(float high, float low) {
    return static_cast<double>(high) + low;
}

/** The sums of both over the threads of the row, right in its first thread. Every thread of the row calls it. */
__device__ inline void row_sums_of_doubles(const RowGroup& g, double& a, double& b) {
#pragma unroll
    for (int d = WARP / 2; d > 0; d /= 2) {
        if (d < g.width) {
            float2 u = halves_of(a);
            float2 v = halves_of(b);
            float ux = __shfl_xor_sync(g.mask, u.x, d, WARP);
            float uy = __shfl_xor_sync(g.mask, u.y, d, WARP);
            float vx = __shfl_xor_sync(g.mask, v.x, d, WARP);
            float vy = __shfl_xor_sync(g.mask, v.y, d, WARP);
            a += whole_of(ux, uy);
            b += whole_of(vx, vy);
        }
    }
    if (g.width <= WARP) {
        return;
    }
    SHARED(double, first, WARP);
    SHARED(double, second, WARP);
    __syncthreads();  // what an earlier call left has been read
    if (g.lane % WARP == 0) {
        first[g.lane / WARP] = a;
        second[g.lane / WARP] = b;
    }
    __syncthreads();
    if (g.lane == 0) {
        for (int i = 1; i < g.width / WARP; i++) {
            a += first[i];
            b += second[i];
        }
    }
}
