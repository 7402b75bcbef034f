// y = exp(x - max) / sum exp(x - max) per row, its logarithm, and their gradients.
#include "held_row.cuh"
#include "math.cuh"
#include "row_sums.cuh"

namespace {

/** Largest element of a row; where one is NaN, so is the sum of the exponentials, whatever this is. */
template <class D>
__device__ inline float largest(const D& d, const typename D::Array& x) {
    float m = -INFINITY;
    d.each(x, [&](int, float v) { m = fmaxf(m, v); });
    return row_largest(d.g, m);
}

template <class D>
__device__ inline void softmax(const D& d, const float* x, float* y) {
    typename D::Array a = d.load(x);
    float max = largest(d, a);
    d.change(a, [&](int, float v) { return exp_of(v - max); });
    auto e = [&](float v) { return D::KEPT > 0 ? v : exp_of(v - max); };
    float s[1] = {0};
    d.each(a, [&](int, float v) { s[0] += e(v); });
    row_sums(d.g, s);
    float share = 1 / s[0];
    d.into(y, 0, a, [&](int, float v) { return share * e(v); });
}

template <class D>
__device__ inline void log_softmax(const D& d, const float* x, float* y) {
    typename D::Array a = d.load(x);
    float max = largest(d, a);
    float s[1] = {0};
    d.each(a, [&](int, float v) { s[0] += exp_of(v - max); });
    row_sums(d.g, s);
    float log_sum = log_of(s[0]);
    // In two steps: x - (max + ln sum) would lose the low bits of ln sum where max is large.
    d.into(y, 0, a, [&](int, float v) { return (v - max) - log_sum; });
}

template <class D>
__device__ inline void softmax_gradient(const D& d, const float* y, const float* dy, float* dx, float beta) {
    typename D::Array p = d.load(y);
    typename D::Array g = d.load(dy);
    float s[1] = {0};
    d.each(p, g, [&](int, float u, float v) { s[0] = fmaf(u, v, s[0]); });
    row_sums(d.g, s);
    d.into(dx, beta, p, g, [&](int, float u, float v) { return u * (v - s[0]); });
}

template <class D>
__device__ inline void log_softmax_gradient(const D& d, const float* y, const float* dy, float* dx, float beta) {
    typename D::Array l = d.load(y);
    typename D::Array g = d.load(dy);
    float s[1] = {0};
    d.each(g, [&](int, float v) { s[0] += v; });
    row_sums(d.g, s);
    d.into(dx, beta, l, g, [&](int, float u, float v) { return fmaf(-s[0], exp_of(u), v); });
}

}  // namespace

extern "C" __global__ void __launch_bounds__(1024) softmax_forward(const float* x, float* y, int rows, int columns) {
    RowGroup g;
    if (g.row >= rows) {
        return;
    }
    long long at = g.row * columns;
    deal<16>(g, columns, columns % 4 == 0 && aligned16(x) && aligned16(y),
        [&](const auto& d) { softmax(d, x + at, y + at); });
}

extern "C" __global__ void __launch_bounds__(1024)
    softmax_backward(const float* y, const float* dy, float* dx, float beta, int rows, int columns) {
    RowGroup g;
    if (g.row >= rows) {
        return;
    }
    long long at = g.row * columns;
    deal<8>(g, columns, columns % 4 == 0 && aligned16(y) && aligned16(dy) && aligned16(dx),
        [&](const auto& d) { softmax_gradient(d, y + at, dy + at, dx + at, beta); });
}

extern "C" __global__ void __launch_bounds__(1024)
    log_softmax_forward(const float* x, float* y, int rows, int columns) {
    RowGroup g;
    if (g.row >= rows) {
        return;
    }
    long long at = g.row * columns;
    deal<16>(g, columns, columns % 4 == 0 && aligned16(x) && aligned16(y),
        [&](const auto& d) { log_softmax(d, x + at, y + at); });
}

extern "C" __global__ void __launch_bounds__(1024)
    log_softmax_backward(const float* y, const float* dy, float* dx, float beta, int rows, int columns) {
    RowGroup g;
    if (g.row >= rows) {
        return;
    }
    long long at = g.row * columns;
    deal<8>(g, columns, columns % 4 == 0 && aligned16(y) && aligned16(dy) && aligned16(dx),
        [&](const auto& d) { log_softmax_gradient(d, y + at, dy + at, dx + at, beta); });
}
