// Softmax of rows of scores, s = exp(s - max) / sum exp(s - max), all keys or those up to the query's own; gradient.
#include "held_row.cuh"
#include "math.cuh"
#include "row_sums.cuh"

namespace {

/** Keys that the query of a row sees; those beyond count as nothing. */
__device__ inline int seen_by(const RowGroup& g, int tq, int tk, int causal) {
    return causal != 0 ? static_cast<int>(g.row % tq) + 1 : tk;
}

template <class D>
__device__ inline void softmax(const D& d, float* s, int seen) {
    typename D::Array a = d.load(s, seen);
    float max = -INFINITY;
    d.each(a, [&](int j, float v) { max = j < seen ? fmaxf(max, v) : max; });
    max = row_largest(d.g, max);
    d.change(a, [&](int j, float v) { return j < seen ? exp_of(v - max) : 0; });
    auto e = [&](int j, float v) { return D::KEPT > 0 ? v : j < seen ? exp_of(v - max) : 0; };
    float sum[1] = {0};
    d.each(a, [&](int j, float v) { sum[0] += e(j, v); });
    row_sums(d.g, sum);
    float share = 1 / sum[0];
    d.into(s, 0, a, [&](int j, float v) { return j < seen ? share * e(j, v) : 0; });
}

template <class D>
__device__ inline void softmax_gradient(const D& d, const float* p, float* g, float scale, int seen) {
    typename D::Array a = d.load(p, seen);
    typename D::Array b = d.load(g, seen);
    float s[1] = {0};
    d.each(a, b, [&](int j, float u, float v) { s[0] = j < seen ? fmaf(u, v, s[0]) : s[0]; });
    row_sums(d.g, s);
    d.into(g, 0, a, b, [&](int j, float u, float v) { return j < seen ? scale * (u * (v - s[0])) : 0; });
}

}  // namespace

extern "C" __global__ void __launch_bounds__(1024) attention_softmax(float* s, int rows, int tq, int tk, int causal) {
    RowGroup g;
    if (g.row >= rows) {
        return;
    }
    long long at = g.row * tk;
    int seen = seen_by(g, tq, tk, causal);
    deal<16>(g, tk, tk % 4 == 0 && aligned16(s), [&](const auto& d) { softmax(d, s + at, seen); });
}

extern "C" __global__ void __launch_bounds__(1024)
    attention_softmax_backward(const float* p, float* g, float scale, int rows, int tq, int tk, int causal) {
    RowGroup group;
    if (group.row >= rows) {
        return;
    }
    long long at = group.row * tk;
    int seen = seen_by(group, tq, tk, causal);
    deal<8>(group, tk, tk % 4 == 0 && aligned16(p) && aligned16(g),
        [&](const auto& d) { softmax_gradient(d, p + at, g + at, scale, seen); });
}
