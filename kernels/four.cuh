// Four neighbouring elements a thread: one access of 16 bytes where they lie so, single ones elsewhere.
#pragma once

#include "common.cuh"

/** Four elements that follow each other from anywhere. */
__device__ inline float4 any4(const float* p) {
    return aligned16(p) ? load4(p) : make_float4(p[0], p[1], p[2], p[3]);
}

__device__ inline void store_any4(float* p, float4 v) {
    if (aligned16(p)) {
        store4(p, v);
        return;
    }
    p[0] = v.x;
    p[1] = v.y;
    p[2] = v.z;
    p[3] = v.w;
}

/** The elements 4 t to 4 t + 3 of thread t, as far as they are below n. */
struct Four {
    long long at;
    int count;  // 0 or less where nothing is left

    __device__ explicit Four(long long n) : at(4 * thread_index()), count(static_cast<int>(n - at < 4 ? n - at : 4)) {}

    /** Elements that are not there are 0. */
    __device__ float4 load(const float* p) const {
        p += at;
        if (count == 4) {
            return any4(p);
        }
        return make_float4(count > 0 ? p[0] : 0, count > 1 ? p[1] : 0, count > 2 ? p[2] : 0, 0);
    }

    __device__ void store(float* p, float4 v) const {
        p += at;
        if (count == 4) {
            store_any4(p, v);
            return;
        }
        if (count > 0) {
            p[0] = v.x;
        }
        if (count > 1) {
            p[1] = v.y;
        }
        if (count > 2) {
            p[2] = v.z;
        }
    }

    /** p = g + beta p; beta 0 does not read. */
    __device__ void put(float* p, float4 g, float beta) const {
        if (beta != 0) {
            float4 old = load(p);
            g.x = fmaf(beta, old.x, g.x);
            g.y = fmaf(beta, old.y, g.y);
            g.z = fmaf(beta, old.z, g.z);
            g.w = fmaf(beta, old.w, g.w);
        }
        store(p, g);
    }
};

template <class F>
__device__ inline float4 map(float4 a, F f) {
    return make_float4(f(a.x), f(a.y), f(a.z), f(a.w));
}

template <class F>
__device__ inline float4 map(float4 a, float4 b, F f) {
    return make_float4(f(a.x, b.x), f(a.y, b.y), f(a.z, b.z), f(a.w, b.w));
}

/** Sum of f over the n elements of x, the same in every thread of the row. */
template <class F>
__device__ inline float row_total(const RowGroup& g, const float* x, int n, F f) {
    float total = 0;
    int whole = aligned16(x) ? n / 4 : 0;
    for (int j = g.lane; j < whole; j += g.width) {
        float4 v = load4(x + 4 * j);
        total += f(v.x) + f(v.y) + (f(v.z) + f(v.w));
    }
    for (int j = 4 * whole + g.lane; j < n; j += g.width) {
        total += f(x[j]);
    }
    return row_sum_of(g, total);
}
