// Each example of a batch by itself: norms of gradients that are outer products, inner products of rows, sums, factors.
#include "four.cuh"
#include "held_row.cuh"
#include "math.cuh"
#include "row_sums.cuh"

namespace {

constexpr int LARGEST_BLOCK = 256;

/** A thread's share of the inner product of n elements of a and b. */
__device__ inline float share_of_dot(const RowGroup& g, const float* a, const float* b, int n) {
    float sum = 0;
    auto add = [&](const auto& d) {
        d.each(d.load(a), d.load(b), [&](int, float u, float v) { sum = fmaf(u, v, sum); });
    };
    if (n % 4 == 0 && aligned16(a) && aligned16(b)) {
        add(Deal<0, 4>{g, n});
    } else {
        add(Deal<0, 1>{g, n});
    }
    return sum;
}

/** The same of the squares of x. */
__device__ inline float share_of_squares(const RowGroup& g, const float* x, int n) {
    float sum = 0;
    auto add = [&](const auto& d) { d.each(d.load(x), [&](int, float v) { sum = fmaf(v, v, sum); }); };
    if (n % 4 == 0 && aligned16(x)) {
        add(Deal<0, 4>{g, n});
    } else {
        add(Deal<0, 1>{g, n});
    }
    return sum;
}

}  // namespace

/** into[i] = |dy_i|^2 (weight |x_i|^2 + bias) + beta into[i]. */
extern "C" __global__ void __launch_bounds__(1024) outer_norms(
    const float* x, const float* dy, float* into, float beta, int n, int in, int out, int weight, int bias) {
    RowGroup g;
    if (g.row >= n) {
        return;
    }
    float s[2] = {0, share_of_squares(g, dy + g.row * out, out)};
    if (weight != 0) {
        s[0] = share_of_squares(g, x + g.row * in, in);
    }
    row_sums(g, s);
    if (g.lane == 0) {
        into[g.row] = put(s[1] * (s[0] + static_cast<float>(bias)), beta, into + g.row);
    }
}

/** into[r] = inner product of the rows r of a and b + beta into[r]. */
extern "C" __global__ void __launch_bounds__(1024) row_dots(
    const float* a, const float* b, float* into, float beta, int rows, int columns) {
    RowGroup g;
    if (g.row >= rows) {
        return;
    }
    long long at = g.row * columns;
    float dot = row_sum_of(g, share_of_dot(g, a + at, b + at, columns));
    if (g.lane == 0) {
        into[g.row] = put(dot, beta, into + g.row);
    }
}

/** partial[r][p] = inner product of the p-th `part` columns of the rows r, one block each. */
extern "C" __global__ void __launch_bounds__(256) row_dots_parts(
    const float* a, const float* b, float* partial, int columns, int part, int parts) {
    RowGroup g;
    long long first = g.row % parts * part;
    long long at = g.row / parts * columns + first;
    int size = columns - first < part ? static_cast<int>(columns - first) : part;
    float dot = row_sum_of(g, share_of_dot(g, a + at, b + at, size));
    if (g.lane == 0) {
        partial[g.row] = dot;
    }
}

/** into[r] = sum of the parts of row r + beta into[r]. */
extern "C" __global__ void __launch_bounds__(1024) row_dots_join(
    const float* partial, float* into, float beta, int rows, int parts) {
    RowGroup g;
    if (g.row >= rows) {
        return;
    }
    float total = row_total(g, partial + g.row * parts, parts, [](float v) { return v; });
    if (g.lane == 0) {
        into[g.row] = put(total, beta, into + g.row);
    }
}

/**
 * y[i][c] = sum of x[i][s][c] over s below t + beta y[i][c]: a block for blockDim.x columns of one example. Its threads
 * of one column take every blockDim.y-th s; their sums are added in their order.
 */
extern "C" __global__ void __launch_bounds__(256) example_columns(
    const float* x, float* y, float beta, int n, int t, int columns) {
    int across = (columns + blockDim.x - 1) / blockDim.x;
    long long i = blockIdx.x / across;
    int c = blockIdx.x % across * blockDim.x + threadIdx.x;
    int step = blockDim.y;
    float total = 0;
    if (i < n && c < columns) {
        const float* from = x + i * t * columns + c;
#pragma unroll 4
        for (int s = threadIdx.y; s < t; s += step) {
            total += from[s * static_cast<long long>(columns)];
        }
    }
    SHARED(float, parts, LARGEST_BLOCK);
    parts[threadIdx.y * blockDim.x + threadIdx.x] = total;
    __syncthreads();
    if (threadIdx.y != 0 || i >= n || c >= columns) {
        return;
    }
    for (int k = 1; k < step; k++) {
        total += parts[k * blockDim.x + threadIdx.x];
    }
    float* to = y + i * columns + c;
    *to = put(total, beta, to);
}

/** y[i] = s[i] y[i] for each row of `size` elements. */
PER_THREAD(4)
extern "C" __global__ void scale_rows(const float* s, float* y, int n, int size) {
    Four i(n * static_cast<long long>(size));
    if (i.count <= 0) {
        return;
    }
    unsigned row = static_cast<unsigned>(i.at) / size;
    int c = static_cast<unsigned>(i.at) % size;
    float factor = s[row];
    float v[4];
#pragma unroll
    for (int k = 0; k < 4; k++) {
        v[k] = factor;
        if (++c == size && k + 1 < i.count) {
            c = 0;
            factor = s[++row];
        }
    }
    float4 old = i.load(y);
    i.store(y, make_float4(v[0] * old.x, v[1] * old.y, v[2] * old.z, v[3] * old.w));
}

/** norms[i] = factor root of max(0, squared[i]); NaN stays. */
extern "C" __global__ void example_norms(const float* squared, float* norms, float factor, int n) {
    long long i = thread_index();
    if (i < n) {
        norms[i] = factor * sqrtf(max_of(squared[i], 0));
    }
}

/** y[i] = dots[i] / (factors[i] norms[i] root of squared), and 0 where one of the lengths is 0. */
extern "C" __global__ void example_cosines(
    const float* dots, const float* norms, const float* factors, const float* squared, float* y, int n) {
    long long i = thread_index();
    if (i < n) {
        float length = sqrtf(squared[0]);
        float own = norms[i] * (factors == nullptr ? 1 : factors[i]);
        y[i] = own == 0 || length == 0 ? 0 : dots[i] / own / length;
    }
}
