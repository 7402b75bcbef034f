// Sums of a vector and of rows, and numbers spread over what they were summed from.
#include "four.cuh"

namespace {

/** Elements of a block of sum_blocks. */
constexpr int BLOCK = 8192;

struct Same {
    __device__ float operator()(float v) const { return v; }
};

}  // namespace

/** y[0] = alpha sum of x: one row. */
extern "C" __global__ void __launch_bounds__(1024) sum(const float* x, float alpha, float* y, int n) {
    RowGroup g;
    if (g.row >= 1) {
        return;
    }
    float total = row_total(g, x, n, Same());
    if (g.lane == 0) {
        y[0] = alpha * total;
    }
}

/** partial[b] = sum of the b-th BLOCK elements of x, b = blockIdx.x. */
extern "C" __global__ void __launch_bounds__(256) sum_blocks(const float* x, float* partial, int n) {
    RowGroup g;
    long long first = g.row * BLOCK;
    int count = n - first < BLOCK ? static_cast<int>(n - first) : BLOCK;
    float total = row_total(g, x + first, count, Same());
    if (g.lane == 0) {
        partial[g.row] = total;
    }
}

/** y[r] = alpha sum of row r of x. */
extern "C" __global__ void __launch_bounds__(1024) row_sum(
    const float* x, float alpha, float* y, int rows, int columns) {
    RowGroup g;
    if (g.row >= rows) {
        return;
    }
    float total = row_total(g, x + g.row * columns, columns, Same());
    if (g.lane == 0) {
        y[g.row] = alpha * total;
    }
}

/** dx[r][c] = alpha dy[r] + beta dx[r][c]. */
PER_THREAD(4)
extern "C" __global__ void spread(
    const float* dy, float alpha, float* dx, float beta, int rows, int columns) {
    Four i(rows * static_cast<long long>(columns));
    if (i.count <= 0) {
        return;
    }
    unsigned r = static_cast<unsigned>(i.at) / columns;
    int c = static_cast<unsigned>(i.at) % columns;
    float g = alpha * dy[r];
    float v[4];
#pragma unroll
    for (int k = 0; k < 4; k++) {
        v[k] = g;
        if (++c == columns && k + 1 < i.count) {
            c = 0;
            g = alpha * dy[++r];
        }
    }
    i.put(dx, make_float4(v[0], v[1], v[2], v[3]), beta);
}
