// Losses of the softmax of rows of outputs: loss per example, and dz = d(mean loss) / d outputs in the same pass.
#include "loss_label.cuh"

namespace {

/** - sum of t_j log p_j, t = (1 - smoothing) target + smoothing / k. */
struct CrossEntropy : LossOfRow {
    float smoothing;

    __device__ explicit CrossEntropy(float smoothing) : smoothing(smoothing) {}

    /** Sums of z - max, and of it times the target. */
    template <class E>
    __device__ float2 before(const E& x) const {
        float s[2] = {0, 0};
        if (!E::ONE || smoothing != 0) {
            x.d.each(x.a, [&](int j, float v) {
                s[0] += v - x.max;
                if (!E::ONE) {
                    s[1] = fmaf(v - x.max, x.t(j), s[1]);
                }
            });
            row_sums(x.d.g, s);
        }
        return make_float2(s[0], s[1]);
    }

    template <class E>
    __device__ float of(const E& x, int, float2 sums) const {
        float keep = 1 - smoothing;
        float k = static_cast<float>(x.b.k);
        float mass = x.mass();
        float value = E::ONE ? -x.log_p(x.y) : mass * x.log_sum - sums.y;
        if (smoothing != 0) {
            value = keep * value + smoothing * (x.log_sum - sums.x / k);
        }
        if (x.b.dz != nullptr) {
            float all = (keep * mass + smoothing) * x.scale * x.inverse;
            float even = -smoothing / k * x.scale;
            float own = -keep * x.scale;
            x.gradient([&](int j, float e) {
                float g = fmaf(e, all, even);
                return E::ONE ? (j == x.y ? g + own : g) : g + own * x.t(j);
            });
        }
        return value;
    }
};

/** (1 - p^q) / q. */
struct Generalized {
    float q;
    __device__ float value(float s, float) const { return -expm1_of(q * s) / q; }
    __device__ float weight(float s, float) const { return exp_of(q * s); }
};

/** 2 - 2 p. */
struct MeanAbsolute {
    __device__ float value(float, float p) const { return 2 - 2 * p; }
    __device__ float weight(float, float p) const { return 2 * p; }
};

/** Sum of (p_j - t_j)^2. */
struct Brier : LossOfRow {
    template <class E>
    __device__ float of(const E& x, int, int) const {
        float twice = 2 * x.inverse;
        auto slope = [&](int j, float e) { return twice * (e * (e * x.inverse - x.t(j))); };
        float s[2] = {0, 0};
        x.each([&](int j, float e) {
            float d = e * x.inverse - x.t(j);
            s[0] = fmaf(d, d, s[0]);
            s[1] += slope(j, e);
        });
        row_sums(x.d.g, s);
        if (x.b.dz != nullptr) {
            x.from_log_gradient(s[1], slope);
        }
        return s[0];
    }
};

/** offset - ln(a + p_y) + the mean over the other classes of ln(a + p_j). */
struct RobustLog : LossOfRow {
    float alpha;
    float offset;

    __device__ RobustLog(float alpha, float offset) : alpha(alpha), offset(offset) {}

    template <class E>
    __device__ float of(const E& x, int, int) const {
        float mass = x.mass();
        float others = 1 / static_cast<float>(x.b.k - 1);
        float own = x.b.k * others;
        // Class j counts mass others - own t_j: +1/(k-1) for each unit of the other targets, -1 for its own.
        auto slope = [&](int j, float e) {
            return fmaf(-own, x.t(j), mass * others) * (e * x.inverse) / fmaf(e, x.inverse, alpha);
        };
        float s[3] = {0, 0, 0};
        x.each([&](int j, float e) {
            float log = log_of(fmaf(e, x.inverse, alpha));
            s[0] += log;
            s[1] = fmaf(log, x.t(j), s[1]);
            s[2] += slope(j, e);
        });
        row_sums(x.d.g, s);
        if (x.b.dz != nullptr) {
            x.from_log_gradient(s[2], slope);
        }
        return mass * (offset + others * s[0]) - own * s[1];
    }
};

}  // namespace

extern "C" __global__ void __launch_bounds__(1024)
    loss_cross_entropy(const float* z, const int* hard, const int* second, const float* mix, const float* soft,
        const float* weights, float* losses, float* values, int* prediction, float* dz, int n, int k,
        float smoothing) {
    losses_of<BySoftmax>(CrossEntropy(smoothing),
        Batch{z, hard, second, mix, soft, weights, losses, values, prediction, dz, n, k});
}

extern "C" __global__ void __launch_bounds__(1024)
    loss_gce(const float* z, const int* hard, const int* second, const float* mix, const float* soft,
        const float* weights, float* losses, float* values, int* prediction, float* dz, int n, int k, float q) {
    losses_of<BySoftmax>(OfLabel<Generalized>(Generalized{q}),
        Batch{z, hard, second, mix, soft, weights, losses, values, prediction, dz, n, k});
}

extern "C" __global__ void __launch_bounds__(1024)
    loss_mae(const float* z, const int* hard, const int* second, const float* mix, const float* soft,
        const float* weights, float* losses, float* values, int* prediction, float* dz, int n, int k) {
    losses_of<BySoftmax>(OfLabel<MeanAbsolute>(MeanAbsolute{}),
        Batch{z, hard, second, mix, soft, weights, losses, values, prediction, dz, n, k});
}

extern "C" __global__ void __launch_bounds__(1024)
    loss_brier(const float* z, const int* hard, const int* second, const float* mix, const float* soft,
        const float* weights, float* losses, float* values, int* prediction, float* dz, int n, int k) {
    losses_of<BySoftmax>(Brier(), Batch{z, hard, second, mix, soft, weights, losses, values, prediction, dz, n, k});
}

extern "C" __global__ void __launch_bounds__(1024)
    loss_rll(const float* z, const int* hard, const int* second, const float* mix, const float* soft,
        const float* weights, float* losses, float* values, int* prediction, float* dz, int n, int k, float alpha,
        float offset) {
    losses_of<BySoftmax>(RobustLog(alpha, offset),
        Batch{z, hard, second, mix, soft, weights, losses, values, prediction, dz, n, k});
}

/** dx = n g dz + beta dx, with g a factor for each row. */
extern "C" __global__ void __launch_bounds__(1024)
    loss_scale(const float* dz, const float* g, float* dx, float beta, int n, int k) {
    RowGroup group;
    if (group.row >= n) {
        return;
    }
    long long at = group.row * k;
    float factor = g[group.row] * static_cast<float>(n);
    deal<16>(group, k, k % 4 == 0 && aligned16(dz) && aligned16(dx), [&](const auto& d) {
        d.into(dx + at, beta, d.load(dz + at), [&](int, float v) { return factor * v; });
    });
}
