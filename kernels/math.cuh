// Transcendental functions with the bits of dev.lethe.cpu.Scalar: the same IEEE operations in the same order.
#pragma once

#include "common.cuh"

// Polynomials of exp, log and tanh are those of the Cephes library (Moshier); the normal tail was fitted for this
// project. Nothing is contracted (--fmad=false), so every fused operation is written as one.

/** e^x; relative error below 9e-8. 0 where the result would be below 1.7e-38. */
__device__ inline float exp_of(float x) {
    float t = fmaf(x, 1.44269504f, 12582912.f);
    float n = t - 12582912.f;
    float r = fmaf(n, -0.693359375f, x);
    r = fmaf(n, 2.12194440e-4f, r);
    float p = fmaf(1.9875691500e-4f, r, 1.3981999507e-3f);
    p = fmaf(p, r, 8.3334519073e-3f);
    p = fmaf(p, r, 4.1665795894e-2f);
    p = fmaf(p, r, 1.6666665459e-1f);
    p = fmaf(p, r, 5.0000001201e-1f);
    p = fmaf(p, r * r, r) + 1;
    float half = __uint_as_float((__float_as_uint(t) - 0x4B400000u + 126u) << 23);
    float y = (p + p) * half;
    return x < -86.98f ? 0 : x > 88.72283f ? INFINITY : y;
}

/** e^x - 1 for |x| <= 0.34. */
__device__ inline float expm1_near_0_of(float x) {
    float p = fmaf(1.9875691500e-4f, x, 1.3981999507e-3f);
    p = fmaf(p, x, 8.3334519073e-3f);
    p = fmaf(p, x, 4.1665795894e-2f);
    p = fmaf(p, x, 1.6666665459e-1f);
    p = fmaf(p, x, 5.0000001201e-1f);
    return fmaf(p, x * x, x);
}

/** e^x - 1, accurate near 0. */
__device__ inline float expm1_of(float x) {
    return fabsf(x) > 0.34f ? exp_of(x) - 1 : expm1_near_0_of(x);
}

/** Natural logarithm; relative error below 9e-8; -Infinity at 0, NaN below. */
__device__ inline float log_of(float x) {
    bool tiny = x < 1.17549435e-38f;
    int bits = __float_as_int(tiny ? x * 8388608.f : x) - 0x3F3504F3;
    float e = static_cast<float>((bits >> 23) - (tiny ? 23 : 0));
    float f = __int_as_float((bits & 0x007FFFFF) + 0x3F3504F3) - 1;
    float z = f * f;
    float p = fmaf(7.0376836292e-2f, f, -1.1514610310e-1f);
    p = fmaf(p, f, 1.1676998740e-1f);
    p = fmaf(p, f, -1.2420140846e-1f);
    p = fmaf(p, f, 1.4249322787e-1f);
    p = fmaf(p, f, -1.6668057665e-1f);
    p = fmaf(p, f, 2.0000714765e-1f);
    p = fmaf(p, f, -2.4999993993e-1f);
    p = fmaf(p, f, 3.3333331174e-1f);
    float y = p * f * z;
    y = fmaf(e, -2.12194440e-4f, y);
    y = fmaf(-0.5f, z, y);
    y = fmaf(e, 0.693359375f, f + y);
    if (x > 0 && x < INFINITY) {
        return y;
    }
    return x == 0 ? -INFINITY : x > 0 ? x : NAN;
}

/** Hyperbolic tangent, odd to the bit; relative error below 1.5e-7. */
__device__ inline float tanh_of(float x) {
    float a = fabsf(x);
    float z = a * a;
    float p = fmaf(-5.70498872745e-3f, z, 2.06390887954e-2f);
    p = fmaf(p, z, -5.37397155531e-2f);
    p = fmaf(p, z, 1.33314422036e-1f);
    p = fmaf(p, z, -3.33332819422e-1f);
    float near = fmaf(p * z, a, a);
    float far = 1 - 2 / (exp_of(a + a) + 1);
    return copysignf(a < 0.625f ? near : far, x);
}

/** 1 / (1 + e^-x); relative error below 2e-7. */
__device__ inline float sigmoid_of(float x) {
    float e = exp_of(-fabsf(x));
    return (x < 0 ? e : 1) / (1 + e);
}

/** The larger of two, NaN if one is: Java's Math.max but for the sign of zero. */
__device__ inline float max_of(float a, float b) {
    return a > b || a != a ? a : b;
}

/** ln(1 + e^x), without overflow; relative error below 2e-7, also where it is small. */
__device__ inline float softplus_of(float x) {
    float e = exp_of(-fabsf(x));
    float u = 1 + e;
    // What rounding took from 1 + e comes back to first order.
    return max_of(x, 0) + (log_of(u) + (e - (u - 1)) / u);
}

/** Density of the standard normal distribution. */
__device__ inline float density_of(float x) {
    return 0.39894228f * exp_of(-0.5f * x * x);
}

/** Distribution function of the standard normal distribution, given its density at x; relative error 5e-7. */
__device__ inline float distribution_of(float x, float density) {
    float t = 1 / fmaf(0.3f, fabsf(x), 1);
    float p = fmaf(0.08942022919654846f, t, -0.3940366208553314f);
    p = fmaf(p, t, 0.5172291398048401f);
    p = fmaf(p, t, -0.1345444619655609f);
    p = fmaf(p, t, 0.32224541902542114f);
    p = fmaf(p, t, 0.2504492402076721f);
    p = fmaf(p, t, 0.3026847541332245f);
    p = fmaf(p, t, 0.2998662292957306f);
    float tail = density * (p * t);
    return x < 0 ? tail : 1 - tail;
}

/** x Phi(x), the exact GELU. */
__device__ inline float gelu_of(float x) {
    return x * distribution_of(x, density_of(x));
}

/** Phi(x) + x phi(x). */
__device__ inline float gelu_slope_of(float x) {
    float d = density_of(x);
    return fmaf(x, d, distribution_of(x, d));
}

/** Sine of u turns and so many quarters, |u| up to 2^20. */
__device__ inline float of_turns(float u, unsigned quarters) {
    float t = fmaf(u, 4, 12582912.f);
    unsigned quarter = __float_as_uint(t) + quarters;
    float x = fmaf(t - 12582912.f, -0.25f, u) * 6.2831853f;
    float z = x * x;
    float s = fmaf(fmaf(fmaf(-1.9515295891e-4f, z, 8.3321608736e-3f), z, -1.6666654611e-1f) * z, x, x);
    float c = fmaf(2.443315711809948e-5f, z, -1.388731625493765e-3f);
    c = fmaf(fmaf(c, z, 4.166664568298827e-2f) * z, z, fmaf(-0.5f, z, 1));
    float y = (quarter & 1) == 0 ? s : c;
    return (quarter & 2) == 0 ? y : -y;
}

/** sin(2 pi u); error below 1.2e-7 of 1, and relative below 2.5e-7. */
__device__ inline float sin_of_turns(float u) {
    return of_turns(u, 0);
}

/** cos(2 pi u); error below 1.2e-7 of 1, and relative below 2.5e-7. */
__device__ inline float cos_of_turns(float u) {
    return of_turns(u, 1);
}
