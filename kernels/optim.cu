// Optimiser steps on flat vectors: SGD with momentum, Adam and AdamW, the average of weights.
#include "four.cuh"

namespace {

struct Sgd {
    float rate;
    float momentum;
    bool nesterov;
    float decay;
    float scale;

    __device__ float gradient(float g, float p) const { return fmaf(decay, p, scale * g); }

    __device__ float moved(float p, float d) const { return fmaf(-rate, d, p); }

    __device__ void step(float g, float& m, float& p) const {
        float d = gradient(g, p);
        m = fmaf(momentum, m, d);
        p = moved(p, nesterov ? fmaf(momentum, m, d) : m);
    }
};

struct Adam {
    float rate;
    float beta1;
    float beta2;
    float eps;
    float c1;
    float c2;
    float decay;
    float scale;
    float keep;
    float b1;
    float b2;

    __device__ void step(float g, float& m, float& v, float& p) const {
        float d = fmaf(decay, p, scale * g);
        m = fmaf(beta1, m, b1 * d);
        v = fmaf(beta2, v, b2 * d * d);
        float root = sqrtf(v * c2);
        p = fmaf(-rate, m * c1 / (root + eps), p * keep);
    }
};

}  // namespace

/** m = momentum m + g; p -= rate (nesterov ? g + momentum m : m). m is null without momentum, scale for 1. */
PER_THREAD(4)
extern "C" __global__ void sgd_step(
    const float* g,
    float* m,
    float* values,
    const float* rate,
    const float* scale,
    float momentum,
    int nesterov,
    float decay,
    int n) {
    Four i(n);
    Sgd s{*rate, momentum, nesterov != 0, decay, scale == nullptr ? 1 : *scale};
    float4 d = i.load(g);
    float4 p = i.load(values);
    if (momentum == 0) {
        i.store(values, map(d, p, [s](float u, float w) { return s.moved(w, s.gradient(u, w)); }));
        return;
    }
    float4 v = i.load(m);
    s.step(d.x, v.x, p.x);
    s.step(d.y, v.y, p.y);
    s.step(d.z, v.z, p.z);
    s.step(d.w, v.w, p.w);
    i.store(m, v);
    i.store(values, p);
}

/** m and v are the moments, p -= rate (m c1) / (sqrt(v c2) + eps); scale is null for 1. */
PER_THREAD(4)
extern "C" __global__ void adam_step(
    const float* g,
    float* m,
    float* v,
    float* values,
    const float* rate,
    const float* c1,
    const float* c2,
    const float* scale,
    float beta1,
    float beta2,
    float eps,
    float decay,
    float decoupled,
    int n) {
    Four i(n);
    Adam s{*rate, beta1, beta2, eps, *c1, *c2, decay, scale == nullptr ? 1 : *scale,
           1 - *rate * decoupled, 1 - beta1, 1 - beta2};
    float4 d = i.load(g);
    float4 first = i.load(m);
    float4 second = i.load(v);
    float4 p = i.load(values);
    s.step(d.x, first.x, second.x, p.x);
    s.step(d.y, first.y, second.y, p.y);
    s.step(d.z, first.z, second.z, p.z);
    s.step(d.w, first.w, second.w, p.w);
    i.store(m, first);
    i.store(v, second);
    i.store(values, p);
}

/** y = decay y + (1 - decay) x. */
PER_THREAD(4)
extern "C" __global__ void weight_average(const float* x, const float* decay, float* y, int n) {
    Four i(n);
    float kept = *decay;
    float taken = 1 - kept;
    i.put(y, map(i.load(x), [taken](float v) { return taken * v; }), kept);
}

PER_THREAD(4)
extern "C" __global__ void swap(float* x, float* y, int n) {
    Four i(n);
    float4 v = i.load(x);
    i.store(x, i.load(y));
    i.store(y, v);
}
