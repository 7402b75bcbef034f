// The gradient of a table of rows by index for each example of a batch: its squared norm, and itself.
#include "table_sums.cuh"

namespace {

/** Whether v stands among the first `end` of the index. Every thread of a warp calls it. */
__device__ inline bool stands(const int* index, int v, int end, int lane) {
    bool found = false;
    for (int base = 0; base < end && !found; base += WARP) {
        found = __any_sync(FULL, base + lane < end && index[base + lane] == v) != 0;
    }
    return found;
}

}  // namespace

/**
 * into[i] = squared norm of the gradient of example i + beta into[i]. Rows of whole warps: each takes some positions, and
 * where an index stands for the first time it sums all that have it.
 */
extern "C" __global__ void __launch_bounds__(1024) table_norms(
    const int* index, const float* dy, float* into, float beta, int n, int t, int width) {
    RowGroup g;
    if (g.row >= n) {
        return;
    }
    const int* own = index + g.row * t;
    const float* rows = dy + g.row * t * width;
    int lane = g.lane % WARP;
    float sum = 0;
    for (int s = g.lane / WARP; s < t; s += g.width / WARP) {
        int v = own[s];
        if (stands(own, v, s, lane)) {
            continue;
        }
        for (int first = 0; first < width; first += COLUMNS * WARP) {
            Sums sums;
            for (int base = s; base < t; base += WARP) {
                bool hit = t - base > lane && own[base + lane] == v;
                unsigned hits = __ballot_sync(FULL, hit);
                for (int i = base; hits != 0; i++, hits >>= 1) {
                    if ((hits & 1) != 0) {
                        sums.add(rows + i * static_cast<long long>(width), first + lane, WARP, width);
                    }
                }
            }
            sum += sums.squares();
        }
    }
    sum = row_sum_of(g, sum);
    if (g.lane == 0) {
        into[g.row] = put(sum, beta, into + g.row);
    }
}

/** rows[i] = gradient of example i, vocabulary by width, + beta rows[i]: a row of threads for each row of each table. */
extern "C" __global__ void __launch_bounds__(1024) table_rows(
    const int* index, const float* dy, float* rows, float beta, int n, int t, int vocabulary, int width) {
    RowGroup g;
    if (g.row >= n * static_cast<long long>(vocabulary)) {
        return;
    }
    long long i = g.row / vocabulary;
    int v = static_cast<int>(g.row % vocabulary);
    const int* own = index + i * t;
    if (v == 0) {
        for (int s = g.lane; s < t; s += g.width) {
            within(FAULT_INDEX, own[s], vocabulary);
        }
    }
    table_row(g, v, own, dy + i * t * width, rows + g.row * width, beta, t, width);
}
