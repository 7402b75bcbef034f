// Bi-tempered logistic loss: probabilities by a softmax with a heavy tail, and a logarithm that is bounded at 0.
#include "loss_frame.cuh"

namespace {

/** Newton steps for the normalisation, as on the CPU. */
constexpr int STEPS = 6;

/** Probabilities are (1 + above (lambda - a)) to the power of -1 / above, a = z - max; exponentials where above is 0. */
struct ByTempering {
    static constexpr bool SHARES = true;
    static constexpr bool PROBABILITIES = true;

    float above = 0;
    float lambda = 0;

    __device__ float base(float z, float max) const { return 1 + above * (lambda - (z - max)); }

    __device__ float log(float z, float max) const {
        if (above == 0) {
            return z - max;
        }
        // What rounding took from the base comes back to first order.
        float x = above * (lambda - (z - max));
        float u = 1 + x;
        return -(log_of(u) + (x - (u - 1)) / u) / above;
    }

    __device__ float of(float z, float max) const { return exp_of(log(z, max)); }
};

/** (p^below - 1) / below, given ln p. */
__device__ inline float tempered_of(float log, float below) {
    return below == 0 ? log : expm1_of(below * log) / below;
}

/** Sum over classes y of t_y (- log_t1 p_y - (1 - sum of p_j^(2 - t1)) / (2 - t1)); below = 1 - t1, above = t2 - 1. */
struct BiTempered : LossOfRow {
    static constexpr int MOST = 8;

    float below;
    float above;

    __device__ BiTempered(float below, float above) : below(below), above(above) {}

    /** Newton steps on s^-above, s the sum of the terms: concave, so that they come from below. */
    template <class E>
    __device__ void settle(E& x) const {
        x.by.above = above;
        if (above == 0) {
            return;
        }
        for (int step = 0; step < STEPS; step++) {
            float s[2] = {0, 0};
            x.d.each(x.a, [&](int, float v) {
                float term = x.by.of(v, x.max);
                s[0] += term;
                s[1] += term / x.by.base(v, x.max);
            });
            row_sums(x.d.g, s);
            x.by.lambda += s[0] * expm1_of(above * log_of(s[0])) / (above * s[1]);
        }
    }

    template <class E>
    __device__ float of(const E& x, int, int) const {
        float mass = x.mass();
        auto log_p = [&](int j) { return x.by.log(x.z[j], x.max) - x.log_sum; };
        auto slope = [&](int j, float e, float log) {
            return exp_of((below + above) * log) * fmaf(mass, e * x.inverse, -x.t(j));
        };
        float s[4] = {0, 0, 0, 0};
        x.each([&](int j, float e) {
            float log = log_p(j);
            s[0] += exp_of((1 + below) * log);
            s[1] += exp_of((1 + above) * log);
            s[2] += slope(j, e, log);
            if (!E::ONE && x.t(j) != 0) {
                s[3] = fmaf(x.t(j), tempered_of(log, below), s[3]);
            }
        });
        row_sums(x.d.g, s);
        if (x.b.dz != nullptr) {
            float along = -s[2] / s[1] * x.scale;
            x.gradient([&](int j, float e) {
                float log = log_p(j);
                return along * exp_of((1 + above) * log) + x.scale * slope(j, e, log);
            });
        }
        float label = E::ONE ? tempered_of(log_p(x.y), below) : s[3];
        return mass * (s[0] - 1) / (1 + below) - label;
    }
};

}  // namespace

extern "C" __global__ void __launch_bounds__(1024)
    loss_bitempered(const float* z, const int* hard, const int* second, const float* mix, const float* soft,
        const float* weights, float* losses, float* values, int* prediction, float* dz, int n, int k, float below,
        float above) {
    losses_of<ByTempering>(BiTempered(below, above),
        Batch{z, hard, second, mix, soft, weights, losses, values, prediction, dz, n, k});
}
