// norm = sqrt(sum of g^2) of a long vector by blocks, and factor = norm > limit ? limit / norm : 1.
#include "held_row.cuh"
#include "row_sums.cuh"

namespace {

/** Elements of a block, as dev.lethe.cpu.GradientNorm says. */
constexpr int BLOCK = 4096;

}  // namespace

/** s[b] = sum of the squares of the b-th BLOCK elements of g. */
extern "C" __global__ void __launch_bounds__(1024) squared_norm_blocks(const float* g, float* s, int n) {
    RowGroup group;
    long long first = group.row * BLOCK;
    if (first >= n) {
        return;
    }
    int size = n - first < BLOCK ? static_cast<int>(n - first) : BLOCK;
    float sum[1] = {0};
    auto add = [&](const auto& d) { d.each(d.load(g + first), [&](int, float v) { sum[0] = fmaf(v, v, sum[0]); }); };
    if (size % 4 == 0 && aligned16(g)) {
        add(Deal<0, 4>{group, size});
    } else {
        add(Deal<0, 1>{group, size});
    }
    row_sums(group, sum);
    if (group.lane == 0) {
        s[group.row] = sum[0];
    }
}

/** The norm and the factor from the squares of the blocks: one row. */
extern "C" __global__ void __launch_bounds__(1024)
    clip_factor(const float* s, float limit, float* norm, float* factor, int blocks) {
    RowGroup g;
    if (g.row >= 1) {
        return;
    }
    double sum = 0;
    double unused = 0;
#pragma unroll 4
    for (int b = g.lane; b < blocks; b += g.width) {
        sum += s[b];
    }
    row_sums_of_doubles(g, sum, unused);
    if (g.lane == 0) {
        float root = static_cast<float>(sqrt(sum));
        *norm = root;
        *factor = root > limit ? limit / root : 1;
    }
}
