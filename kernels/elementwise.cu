// y = value, y = x, y = alpha x + beta y, z = x + y, z = x y + beta z.
#include "four.cuh"

PER_THREAD(4)
extern "C" __global__ void fill(float* y, float value, int n) {
    Four(n).store(y, make_float4(value, value, value, value));
}

PER_THREAD(4)
extern "C" __global__ void copy(const float* x, float* y, int n) {
    Four i(n);
    i.store(y, i.load(x));
}

PER_THREAD(4)
extern "C" __global__ void axpby(const float* x, float alpha, float* y, float beta, int n) {
    Four i(n);
    i.put(y, map(i.load(x), [alpha](float v) { return alpha * v; }), beta);
}

/** factor is one number in device memory, null for 1. */
PER_THREAD(4)
extern "C" __global__ void scaled(const float* x, const float* factor, float alpha, float* y, float beta, int n) {
    Four i(n);
    float a = factor == nullptr ? alpha : alpha * *factor;
    i.put(y, map(i.load(x), [a](float v) { return a * v; }), beta);
}

PER_THREAD(4)
extern "C" __global__ void add(const float* x, const float* y, float* z, int n) {
    Four i(n);
    i.store(z, map(i.load(x), i.load(y), [](float u, float v) { return u + v; }));
}

PER_THREAD(4)
extern "C" __global__ void multiply(const float* x, const float* y, float* z, float beta, int n) {
    Four i(n);
    i.put(z, map(i.load(x), i.load(y), [](float u, float v) { return u * v; }), beta);
}
