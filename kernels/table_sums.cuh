// Gradients of tables: the rows of dy that belong to one row of a table, summed in their order.
#pragma once

#include "common.cuh"

/** Columns that a thread sums at once. */
constexpr int COLUMNS = 4;

/** Sums of rows of dy in the columns first + k step of this thread, k = 0..3. */
struct Sums {
    float t[COLUMNS] = {0, 0, 0, 0};
    bool any = false;

    __device__ void add(const float* row, int first, int step, int width) {
        any = true;
#pragma unroll
        for (int k = 0; k < COLUMNS; k++) {
            int c = first + k * step;
            if (c < width) {
                t[k] += row[c];
            }
        }
    }

    __device__ float squares() const {
        return fmaf(t[0], t[0], fmaf(t[1], t[1], fmaf(t[2], t[2], t[3] * t[3])));
    }

    /** row = sum + beta row. Without any summand, beta 1 leaves it as it is. */
    __device__ void put_to(float* row, float beta, int first, int step, int width) const {
        if (!any && beta == 1) {
            return;
        }
#pragma unroll
        for (int k = 0; k < COLUMNS; k++) {
            int c = first + k * step;
            if (c < width) {
                row[c] = put(t[k], beta, row + c);
            }
        }
    }
};

/** row = sum of dy[i] over the i below n with index[i] = v + beta row, by the threads of g. */
__device__ inline void table_row(
    const RowGroup& g, int v, const int* index, const float* dy, float* row, float beta, int n, int width) {
    // Each warp of a row looks for itself, so that nobody waits.
    int threads = g.width < WARP ? g.width : WARP;
    int lane = g.lane % threads;
    int shift = g.width < WARP ? threadIdx.y * blockDim.x % WARP : 0;
    for (int first = 0; first < width; first += COLUMNS * g.width) {
        Sums sums;
        for (int base = 0; base < n; base += threads) {
            bool hit = n - base > lane && index[base + lane] == v;
            unsigned hits = __ballot_sync(g.mask, hit) >> shift;
            for (int i = base; hits != 0; i++, hits >>= 1) {
                if ((hits & 1) != 0) {
                    sums.add(dy + i * static_cast<long long>(width), first + g.lane, g.width, width);
                }
            }
        }
        sums.put_to(row, beta, first + g.lane, g.width, width);
    }
}
