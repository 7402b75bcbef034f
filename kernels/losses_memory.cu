// Losses with a row of memory for each training example, read and written with the loss; ELR (arXiv 2007.00151).
#include "loss_frame.cuh"

namespace {

/** Probabilities are kept this far from 0 and 1, as the authors' code does. */
constexpr float CLIP = 1e-4f;

/** A value within the clip; NaN stays. */
__device__ inline float clipped(float p) {
    return p < CLIP ? CLIP : p > 1 - CLIP ? 1 - CLIP : p;
}

/** Cross-entropy + lambda ln(1 - sum of m_j c_j), c the clipped probabilities, m the example's row of the table. */
struct EarlyLearning : LossOfRow {
    static constexpr int MOST = 8;  // of the outputs, and as many of the table

    float* table;
    const int* index;
    int rows;
    bool update;
    float lambda;
    float beta;

    __device__ EarlyLearning(float* table, const int* index, int rows, bool update, float lambda, float beta)
        : table(table), index(index), rows(rows), update(update), lambda(lambda), beta(beta) {}

    __device__ bool aligned() const { return aligned16(table); }

    /** The example's row of the table. */
    template <class E>
    __device__ typename E::Row ahead(E& x) const {
        int row = index[x.d.g.row];
        if (row < 0 || row >= rows) {
            if (x.d.g.lane == 0) {
                within(FAULT_INDEX, row, rows);
            }
            x.valid = false;
            // Any row of the table may be written at this time by its own example: the outputs stand in for it.
            return x.d.load(x.b.z + x.d.g.row * static_cast<long long>(x.b.k));
        }
        return x.d.load(table + row * static_cast<long long>(x.b.k));
    }

    /** Sum of z - max times the target. */
    template <class E>
    __device__ float before(const E& x) const {
        float s[1] = {0};
        if (!E::ONE) {
            x.d.each(x.a, [&](int j, float v) { s[0] = fmaf(v - x.max, x.t(j), s[0]); });
            row_sums(x.d.g, s);
        }
        return s[0];
    }

    template <class E>
    __device__ float of(const E& x, typename E::Row& m, float deviations) const {
        // An example of weight 0 may be padding that repeats another.
        if (update && x.weight != 0) {
            remember(x, m);
        }
        float s[1] = {0};
        x.d.each(x.a, m, [&](int, float v, float u) { s[0] = fmaf(clipped(x.linked(v) * x.inverse), u, s[0]); });
        row_sums(x.d.g, s);
        float left = 1 - s[0];
        float cross_entropy = E::ONE ? -x.log_p(x.y) : x.mass() * x.log_sum - deviations;
        if (x.b.dz != nullptr) {
            gradient(x, m, lambda / left);
        }
        return fmaf(lambda, log_of(left), cross_entropy);
    }

    /** m = beta m + (1 - beta) c / sum of c. */
    template <class E>
    __device__ void remember(const E& x, typename E::Row& m) const {
        float s[1] = {0};
        x.each([&](int, float e) { s[0] += clipped(e * x.inverse); });
        row_sums(x.d.g, s);
        float share = (1 - beta) / s[0];
        auto next = [&](int, float u, float v) { return put(share * clipped(x.linked(v) * x.inverse), beta, &u); };
        x.d.change(m, x.a, next);
        x.d.into(const_cast<float*>(m.from), 0, m, x.a,
            [&](int j, float u, float v) { return E::HELD ? u : next(j, u, v); });
    }

    template <class E>
    __device__ void gradient(const E& x, const typename E::Row& m, float pull) const {
        // Where the clip holds, c does not depend on p.
        auto slope = [&](int j, float p, float u) { return -x.t(j) - (p == clipped(p) ? pull * u * p : 0); };
        float s[1] = {0};
        x.d.each(x.a, m, [&](int j, float v, float u) { s[0] += slope(j, x.linked(v) * x.inverse, u); });
        row_sums(x.d.g, s);
        float along = -s[0] * x.scale;
        x.d.into(x.b.dz + x.d.g.row * x.b.k, 0, x.a, m, [&](int j, float v, float u) {
            float p = x.linked(v) * x.inverse;
            return fmaf(along, p, x.scale * slope(j, p, u));
        });
    }
};

}  // namespace

extern "C" __global__ void __launch_bounds__(1024)
    loss_elr(const float* z, const int* hard, const int* second, const float* mix, const float* soft,
        const float* weights, float* losses, float* values, int* prediction, float* dz, int n, int k, float* table,
        const int* index, int rows, int update, float lambda, float beta) {
    losses_of<BySoftmax>(EarlyLearning(table, index, rows, update != 0, lambda, beta),
        Batch{z, hard, second, mix, soft, weights, losses, values, prediction, dz, n, k});
}
