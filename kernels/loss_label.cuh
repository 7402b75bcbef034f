// Losses that are functions of the label's probability alone.
#pragma once

#include "loss_frame.cuh"

/** 1 - p given s = ln p, accurate also near p = 1. */
__device__ inline float complement_of(float s, float p) {
    return s < -0.34f ? 1 - p : -expm1_near_0_of(s);
}

/** x^q, x not negative. */
__device__ inline float power_of(float x, float q) {
    return exp_of(q * log_of(x));
}

/** Less the derivative of - u^gamma s by s, given u = 1 - p and u^gamma; finite where u is 0 for every gamma. */
__device__ inline float focal_weight(float s, float p, float u, float power, float gamma) {
    float ratio = u == 0 ? 1 : -s / u;
    return power * fmaf(gamma * p, ratio, 1);
}

/** A function of the log-probability of the label alone, or the sum over classes of target times it. */
template <class F>
struct OfLabel : LossOfRow {
    F f;

    __device__ explicit OfLabel(F f) : f(f) {}

    template <class E>
    __device__ float of(const E& x, int, int) const {
        if constexpr (E::ONE) {
            float s = x.log_p(x.y);
            float p = x.p(x.y);
            if (x.b.dz != nullptr) {
                float w = f.weight(s, p) * x.scale;
                float all = w * x.inverse;
                x.gradient([&](int j, float e) { return j == x.y ? e * all - w : e * all; });
            }
            return f.value(s, p);
        } else {
            float s[2] = {0, 0};
            x.each([&](int j, float e) {
                float t = x.t(j);
                if (t != 0) {
                    s[0] = fmaf(t, f.value(x.log_p(j), e * x.inverse), s[0]);
                    s[1] -= t * f.weight(x.log_p(j), e * x.inverse);
                }
            });
            row_sums(x.d.g, s);
            if (x.b.dz != nullptr) {
                x.from_log_gradient(s[1], [&](int j, float e) {
                    float t = x.t(j);
                    return t == 0 ? 0 : -t * f.weight(x.log_p(j), e * x.inverse);
                });
            }
            return s[0];
        }
    }
};
