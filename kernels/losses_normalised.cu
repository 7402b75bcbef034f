// Losses divided by their sum over all classes as labels, with a passive part; arXiv 2006.13554.
#include "loss_label.cuh"

namespace {

/** active h_y / sum of h_j + passive (1 - p_y), where h = - (1 - p)^gamma ln p. */
struct Normalised : LossOfRow {
    // A logarithm and two exponentials of each element take the other registers.
    static constexpr int MOST = 8;
    static constexpr bool LONG_FOURS = false;

    float gamma;
    float active;
    float passive;

    __device__ Normalised(float gamma, float active, float passive)
        : gamma(gamma), active(active), passive(passive) {}

    __device__ float h(float s, float p) const {
        return gamma == 0 ? -s : -s * power_of(complement_of(s, p), gamma);
    }

    /** Less the derivative of h by s = ln p. */
    __device__ float w(float s, float p) const {
        if (gamma == 0) {
            return 1;
        }
        float u = complement_of(s, p);
        return focal_weight(s, p, u, power_of(u, gamma), gamma);
    }

    template <class E>
    __device__ float of(const E& x, int, int) const {
        float s[E::ONE ? 1 : 3] = {0};
        x.each([&](int j, float e) {
            float log = x.log_p(j);
            float p = e * x.inverse;
            float loss = h(log, p);
            s[0] += loss;
            if constexpr (!E::ONE) {
                s[1] = fmaf(loss, x.t(j), s[1]);
                s[2] = fmaf(x.t(j), complement_of(log, p), s[2]);
            }
        });
        row_sums(x.d.g, s);
        float share = 1 / s[0];
        float own;
        float missing;
        if constexpr (E::ONE) {
            own = h(x.log_p(x.y), x.p(x.y)) * share;
            missing = complement_of(x.log_p(x.y), x.p(x.y));
        } else {
            own = s[1] * share;
            missing = s[2];
        }
        if (x.b.dz != nullptr) {
            leave_gradient(x, active * share, own);
        }
        return fmaf(active, own, passive * missing);
    }

    template <class E>
    __device__ void leave_gradient(const E& x, float factor, float own) const {
        auto slope = [&](int j, float e) {
            float p = e * x.inverse;
            float t = x.t(j);
            return fmaf(factor * w(x.log_p(j), p), own - t, -passive * t * p);
        };
        float s[1] = {0};
        x.each([&](int j, float e) { s[0] += slope(j, e); });
        row_sums(x.d.g, s);
        x.from_log_gradient(s[0], slope);
    }
};

}  // namespace

extern "C" __global__ void __launch_bounds__(1024)
    loss_normalised(const float* z, const int* hard, const int* second, const float* mix, const float* soft,
        const float* weights, float* losses, float* values, int* prediction, float* dz, int n, int k, float gamma,
        float active, float passive) {
    losses_of<BySoftmax>(Normalised(gamma, active, passive),
        Batch{z, hard, second, mix, soft, weights, losses, values, prediction, dz, n, k});
}
