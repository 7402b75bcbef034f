// y = (x - mean) rstd w + b per row, rstd = 1 / sqrt(biased variance + eps); its gradients.
#include "held_row.cuh"
#include "row_sums.cuh"

namespace {

struct Forward {
    const float* w;
    const float* b;
    float* mean;
    float* rstd;
    float eps;

    template <class D>
    __device__ void operator()(const D& d, const float* x, float* y) const {
        typename D::Array a = d.load(x);
        float n = static_cast<float>(d.n);
        float s[1] = {0};
        d.each(a, [&](int, float v) { s[0] += v; });
        row_sums(d.g, s);
        float m = s[0] / n;
        s[0] = 0;
        d.each(a, [&](int, float v) { s[0] = fmaf(v - m, v - m, s[0]); });
        row_sums(d.g, s);
        float r = 1 / sqrtf(s[0] / n + eps);
        d.packs(
            [&](int c, int j) {
                return typename D::Three{D::get(a, c, j), D::read(w, j, 1), D::read(b, j, 0)};
            },
            [&](int j, typename D::Three v) {
                D::write(y, j, D::zip(v, [&](float u, float scale, float shift) {
                    return fmaf((u - m) * r, scale, shift);
                }));
            });
        if (d.g.lane == 0 && mean != nullptr) {
            mean[d.g.row] = m;
            rstd[d.g.row] = r;
        }
    }
};

/** dx = rstd (g - mean of g - xhat mean of g xhat), g = dy w. */
struct Backward {
    const float* w;
    float mean;
    float rstd;
    float beta;

    template <class D>
    __device__ void operator()(const D& d, const float* x, const float* dy, float* dx) const {
        typename D::Array a = d.load(x);
        typename D::Array b = d.load(dy);
        auto all = [&](int c, int j) {
            return typename D::Three{D::get(a, c, j), D::get(b, c, j), D::read(w, j, 1)};
        };
        float s[2] = {0, 0};
        d.packs(all, [&](int, const typename D::Three& v) {
            D::zip(v, [&](float u, float dv, float scale) {
                float g = dv * scale;
                s[0] += g;
                s[1] = fmaf(u - mean, g, s[1]);
                return g;
            });
        });
        row_sums(d.g, s);
        float n = static_cast<float>(d.n);
        float slope = -rstd * rstd * (s[1] * rstd / n);
        float shift = fmaf(-mean, slope, -rstd * (s[0] / n));
        d.packs(all, [&](int j, const typename D::Three& v) {
            d.into(dx, beta, j, D::zip(v, [&](float u, float dv, float scale) {
                return fmaf(u, slope, shift) + rstd * (dv * scale);
            }));
        });
    }
};

}  // namespace

extern "C" __global__ void __launch_bounds__(1024)
    layer_norm_forward(const float* x, const float* w, const float* b, float* y, float* mean, float* rstd, float eps,
        int rows, int columns) {
    RowGroup g;
    if (g.row >= rows) {
        return;
    }
    long long at = g.row * columns;
    bool fours = columns % 4 == 0 && aligned16(x) && aligned16(w) && aligned16(b) && aligned16(y);
    Forward f{w, b, mean, rstd, eps};
    deal<16>(g, columns, fours, [&](const auto& d) { f(d, x + at, y + at); });
}

extern "C" __global__ void __launch_bounds__(1024)
    layer_norm_backward(const float* x, const float* dy, const float* mean, const float* rstd, const float* w,
        float* dx, float beta, int rows, int columns) {
    RowGroup g;
    if (g.row >= rows) {
        return;
    }
    long long at = g.row * columns;
    bool fours = columns % 4 == 0 && aligned16(x) && aligned16(dy) && aligned16(w) && aligned16(dx);
    Backward f{w, mean[g.row], rstd[g.row], beta};
    deal<8>(g, columns, fours, [&](const auto& d) { f(d, x + at, dy + at, dx + at); });
}

/**
 * Sums of dy xhat and of dy over blocks of rows, in the order of the rows. Block (i, c) takes the i-th rows; its threads
 * and those of the others of the grid's columns share the columns of the matrix.
 */
extern "C" __global__ void layer_norm_partials(const float* x, const float* dy, const float* mean, const float* rstd,
    float* partial_w, float* partial_b, int rows, int columns, int block) {
    long long first = blockIdx.x * static_cast<long long>(block);
    int count = rows - first < block ? static_cast<int>(rows - first) : block;
    for (int c = blockIdx.y * blockDim.x + threadIdx.x; c < columns; c += gridDim.y * blockDim.x) {
        float sum = 0;
        float product = 0;
#pragma unroll 8
        for (int i = 0; i < count; i++) {
            long long at = (first + i) * columns + c;
            float scale = rstd[first + i];
            float g = dy[at];
            product += fmaf(x[at], scale, -mean[first + i] * scale) * g;
            sum += g;
        }
        partial_w[blockIdx.x * static_cast<long long>(columns) + c] = product;
        partial_b[blockIdx.x * static_cast<long long>(columns) + c] = sum;
    }
}
