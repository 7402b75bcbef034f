// Matrices with a vector per row or column: y += b, sums of columns, rows of length 1.
#include "four.cuh"
#include "math.cuh"

namespace {

constexpr int LARGEST_BLOCK = 256;

/**
 * Sum of rows first to last of the column of this thread, in the threads of threadIdx.y 0. The others of a block take
 * every blockDim.y-th row; their sums are added in their order.
 */
__device__ inline float column_total(const float* x, int first, int last, int columns) {
    long long c = thread_index();
    int step = blockDim.y;
    float total = 0;
    if (c < columns) {
        const float* p = x + c;
        float t0 = 0;
        float t1 = 0;
        float t2 = 0;
        float t3 = 0;
        int r = first + threadIdx.y;
        for (; r + 3 * static_cast<long long>(step) < last; r += 4 * step) {
            const float* q = p + r * static_cast<long long>(columns);
            long long next = step * static_cast<long long>(columns);
            t0 += q[0];
            t1 += q[next];
            t2 += q[2 * next];
            t3 += q[3 * next];
        }
        for (; r < last; r += step) {
            t0 += p[r * static_cast<long long>(columns)];
        }
        total = t0 + t1 + (t2 + t3);
    }
    if (step == 1) {
        return total;
    }
    SHARED(float, parts, LARGEST_BLOCK);
    parts[threadIdx.y * blockDim.x + threadIdx.x] = total;
    __syncthreads();
    for (int k = 1; threadIdx.y == 0 && k < step; k++) {
        total += parts[k * blockDim.x + threadIdx.x];
    }
    return total;
}

}  // namespace

/** y[r] += b for each row. */
PER_THREAD(4)
extern "C" __global__ void add_row(const float* b, float* y, int rows, int columns) {
    Four i(rows * static_cast<long long>(columns));
    if (i.count <= 0) {
        return;
    }
    int c = static_cast<unsigned>(i.at) % columns;
    float4 old = i.load(y);
    float4 sum;
    if (c + 4 <= columns) {
        float4 v = any4(b + c);
        sum = make_float4(old.x + v.x, old.y + v.y, old.z + v.z, old.w + v.w);
    } else {
        float v[4];
#pragma unroll
        for (int k = 0; k < 4; k++) {
            v[k] = b[c];
            c = c + 1 == columns ? 0 : c + 1;
        }
        sum = make_float4(old.x + v[0], old.y + v[1], old.z + v[2], old.w + v[3]);
    }
    i.store(y, sum);
}

/** s = sum of the rows of x + beta s: one thread a column, or in blocks of (32, 8) eight. */
extern "C" __global__ void __launch_bounds__(256) column_sum(
    const float* x, float* s, float beta, int rows, int columns) {
    float total = column_total(x, 0, rows, columns);
    long long c = thread_index();
    if (threadIdx.y == 0 && c < columns) {
        s[c] = put(total, beta, s + c);
    }
}

/** partial[b] = sum of the b-th `chunk` rows of x, b = blockIdx.y. */
extern "C" __global__ void __launch_bounds__(256) column_sum_partials(
    const float* x, float* partial, int rows, int columns, int chunk) {
    int first = blockIdx.y * chunk;
    int last = rows - first < chunk ? rows : first + chunk;
    float total = column_total(x, first, last, columns);
    long long c = thread_index();
    if (threadIdx.y == 0 && c < columns) {
        partial[blockIdx.y * static_cast<long long>(columns) + c] = total;
    }
}

/** y = x / max(|x|, eps) per row; norm = max(|x|, eps) unless null. */
extern "C" __global__ void __launch_bounds__(1024) l2_normalise_forward(
    const float* x, float* y, float* norm, float eps, int rows, int columns) {
    RowGroup g;
    if (g.row >= rows) {
        return;
    }
    const float* from = x + g.row * columns;
    float* to = y + g.row * columns;
    float length = max_of(sqrtf(row_total(g, from, columns, [](float v) { return v * v; })), eps);
    float factor = 1 / length;
    for (int j = g.lane; j < columns; j += g.width) {
        to[j] = factor * from[j];
    }
    if (g.lane == 0 && norm != nullptr) {
        norm[g.row] = length;
    }
}

/** dx = (dy - y (y . dy)) / norm + beta dx per row; dy / eps where the norm was clamped. */
extern "C" __global__ void __launch_bounds__(1024) l2_normalise_backward(
    const float* y,
    const float* norm,
    const float* dy,
    float* dx,
    float beta,
    float eps,
    int rows,
    int columns) {
    RowGroup g;
    if (g.row >= rows) {
        return;
    }
    long long at = g.row * columns;
    float length = norm[g.row];
    float along = 0;
    if (length > eps) {
        for (int j = g.lane; j < columns; j += g.width) {
            along = fmaf(y[at + j], dy[at + j], along);
        }
        along = row_sum_of(g, along);
    }
    float factor = 1 / length;
    for (int j = g.lane; j < columns; j += g.width) {
        float t = put(dy[at + j], -along, y + at + j);
        dx[at + j] = put(factor * t, beta, dx + at + j);
    }
}
