// y = f(x) and dx = dy f'(x) + beta dx for functions of one element.
#include "math.cuh"

namespace {

struct Relu {
    // NaN stays, as on the CPU.
    __device__ static float value(float x) { return x > 0 || x != x ? x : 0; }
};

template <class F>
__device__ inline void forward(const float* x, float* y, int n) {
    long long i = 4 * thread_index();
    if (i + 4 <= n && aligned16(x) && aligned16(y)) {
        float4 v = load4(x + i);
        store4(y + i, make_float4(F::value(v.x), F::value(v.y), F::value(v.z), F::value(v.w)));
        return;
    }
    for (long long e = i; e < i + 4 && e < n; e++) {
        y[e] = F::value(x[e]);
    }
}

}  // namespace

PER_THREAD(4)
extern "C" __global__ void relu_forward(const float* x, float* y, int n) {
    forward<Relu>(x, y, n);
}
