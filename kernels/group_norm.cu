// y = (x - mean) rstd w + b, statistics per example and group of neighbouring channels, w and b per channel; gradients.
#include "held_row.cuh"
#include "row_sums.cuh"

namespace {

/** How a row, one group of an example, lies in channels. */
struct Group {
    int hw;
    int first;  // its first channel
    const float* w;
    const float* b;

    __device__ Group(const RowGroup& g, int channels, int hw, int groups, const float* w, const float* b)
        : hw(hw), first(static_cast<int>(g.row % groups) * channels), w(w), b(b) {}

    __device__ float scale(int channel) const { return w == nullptr ? 1 : w[first + channel]; }
    __device__ float shift(int channel) const { return b == nullptr ? 0 : b[first + channel]; }
};

template <class D>
__device__ inline void forward(const D& d, const Group& at, const float* x, float* y, float* mean, float* rstd,
    float eps) {
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
    if (d.g.lane == 0) {
        mean[d.g.row] = m;
        rstd[d.g.row] = r;
    }
    d.packs([&](int c, int j) { return D::get(a, c, j); },
        [&](int j, auto v) {
            // A pack of four lies in one channel.
            int channel = j / at.hw;
            float scale = r * at.scale(channel);
            float shift = fmaf(-m, scale, at.shift(channel));
            for (float& e : v.e) {
                e = fmaf(e, scale, shift);
            }
            D::write(y, j, v);
        });
}

}  // namespace

extern "C" __global__ void __launch_bounds__(1024)
    group_norm_forward(const float* x, const float* w, const float* b, float* y, float* mean, float* rstd, float eps,
        int n, int c, int hw, int groups) {
    RowGroup g;
    if (g.row >= n * static_cast<long long>(groups)) {
        return;
    }
    int channels = c / groups;
    int size = channels * hw;
    long long at = g.row * size;
    Group group(g, channels, hw, groups, w, b);
    deal<16>(g, size, hw % 4 == 0 && aligned16(x) && aligned16(y),
        [&](const auto& d) { forward(d, group, x + at, y + at, mean, rstd, eps); });
}

/** Sums of dy and of dy times the normalised x over each plane. */
extern "C" __global__ void __launch_bounds__(1024)
    group_norm_sums(const float* x, const float* dy, const float* mean, const float* rstd, float* sum, float* sum_xhat,
        int n, int c, int hw, int groups) {
    RowGroup g;
    if (g.row >= n * static_cast<long long>(c)) {
        return;
    }
    long long at = g.row * hw;
    long long group = g.row / (c / groups);
    float m = mean[group];
    float s[2] = {0, 0};
    auto add = [&](const auto& d) {
        d.each(d.load(x + at), d.load(dy + at), [&](int, float v, float dv) {
            s[0] += dv;
            s[1] = fmaf(v - m, dv, s[1]);
        });
    };
    if (hw % 4 == 0 && aligned16(x) && aligned16(dy)) {
        add(Deal<0, 4>{g, hw});
    } else {
        add(Deal<0, 1>{g, hw});
    }
    row_sums(g, s);
    if (g.lane == 0) {
        sum[g.row] = s[0];
        sum_xhat[g.row] = rstd[group] * s[1];
    }
}

/** dx = rstd (w dy - mean of w dy - xhat mean of w dy xhat), means over the group. */
extern "C" __global__ void __launch_bounds__(1024)
    group_norm_backward(const float* x, const float* dy, const float* mean, const float* rstd, const float* w,
        const float* sum, const float* sum_xhat, float* dx, float beta, int n, int c, int hw, int groups) {
    RowGroup g;
    if (g.row >= n * static_cast<long long>(groups)) {
        return;
    }
    int channels = c / groups;
    int size = channels * hw;
    long long at = g.row * size;
    Group group(g, channels, hw, groups, w, nullptr);
    float s[2] = {0, 0};
    for (int j = g.lane; j < channels; j += g.width) {
        s[0] = fmaf(group.scale(j), sum[g.row * channels + j], s[0]);
        s[1] = fmaf(group.scale(j), sum_xhat[g.row * channels + j], s[1]);
    }
    row_sums(g, s);
    float m = mean[g.row];
    float r = rstd[g.row];
    float slope = -r * r * s[1] / static_cast<float>(size);
    float shift = fmaf(-m, slope, -r * s[0] / static_cast<float>(size));
    auto add = [&](const auto& d) {
        auto a = d.load(x + at);
        auto b = d.load(dy + at);
        d.packs([&](int i, int j) { return d.get(a, b, i, j); },
            [&](int j, auto v) {
                float scale = r * group.scale(j / hw);
                int e = 0;
                for (float& u : v.a.e) {
                    u = fmaf(u, slope, shift) + scale * v.b.e[e++];
                }
                d.into(dx + at, beta, j, v.a);
            });
    };
    if (hw % 4 == 0 && aligned16(x) && aligned16(dy) && aligned16(dx)) {
        add(Deal<0, 4>{g, size});
    } else {
        add(Deal<0, 1>{g, size});
    }
}
