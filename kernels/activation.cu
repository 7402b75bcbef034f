// y = f(x) and dx = dy f'(x) + beta dx for functions of one element.
#include "four.cuh"
#include "math.cuh"

namespace {

template <class F>
__device__ inline void forward(const float* x, float* y, int n, F f) {
    Four i(n);
    i.store(y, map(i.load(x), f));
}

/** f takes what was saved, the input or the output, and dy. */
template <class F>
__device__ inline void backward(const float* saved, const float* dy, float* dx, float beta, int n, F f) {
    Four i(n);
    i.put(dx, map(i.load(saved), i.load(dy), f), beta);
}

}  // namespace

PER_THREAD(4)
extern "C" __global__ void relu_forward(const float* x, float* y, int n) {
    // NaN stays, as on the CPU.
    forward(x, y, n, [](float v) { return v <= 0 ? 0 : v; });
}

PER_THREAD(4)
extern "C" __global__ void relu_backward(const float* x, const float* dy, float* dx, float beta, int n) {
    backward(x, dy, dx, beta, n, [](float v, float d) { return v > 0 ? d : 0; });
}

PER_THREAD(4)
extern "C" __global__ void leaky_relu_forward(const float* x, float* y, int n, float slope) {
    forward(x, y, n, [slope](float v) { return v > 0 ? v : slope * v; });
}

PER_THREAD(4)
extern "C" __global__ void leaky_relu_backward(
    const float* x, const float* dy, float* dx, float beta, int n, float slope) {
    backward(x, dy, dx, beta, n, [slope](float v, float d) { return v > 0 ? d : slope * d; });
}

PER_THREAD(4)
extern "C" __global__ void exp_forward(const float* x, float* y, int n) {
    forward(x, y, n, [](float v) { return exp_of(v); });
}

PER_THREAD(4)
extern "C" __global__ void log_forward(const float* x, float* y, int n) {
    forward(x, y, n, [](float v) { return log_of(v); });
}

PER_THREAD(4)
extern "C" __global__ void log_backward(const float* x, const float* dy, float* dx, float beta, int n) {
    backward(x, dy, dx, beta, n, [](float v, float d) { return d / v; });
}

PER_THREAD(4)
extern "C" __global__ void tanh_forward(const float* x, float* y, int n) {
    forward(x, y, n, [](float v) { return tanh_of(v); });
}

/** From the output: dx = dy (1 - y^2). */
PER_THREAD(4)
extern "C" __global__ void tanh_backward(const float* y, const float* dy, float* dx, float beta, int n) {
    backward(y, dy, dx, beta, n, [](float v, float d) { return fmaf(v * v, -1, 1) * d; });
}

PER_THREAD(4)
extern "C" __global__ void sigmoid_forward(const float* x, float* y, int n) {
    forward(x, y, n, [](float v) { return sigmoid_of(v); });
}

/** From the output: dx = dy y (1 - y). */
PER_THREAD(4)
extern "C" __global__ void sigmoid_backward(const float* y, const float* dy, float* dx, float beta, int n) {
    backward(y, dy, dx, beta, n, [](float v, float d) { return fmaf(v, -1, 1) * v * d; });
}

PER_THREAD(4)
extern "C" __global__ void gelu_forward(const float* x, float* y, int n) {
    forward(x, y, n, [](float v) { return gelu_of(v); });
}

PER_THREAD(4)
extern "C" __global__ void gelu_backward(const float* x, const float* dy, float* dx, float beta, int n) {
    backward(x, dy, dx, beta, n, [](float v, float d) { return d * gelu_slope_of(v); });
}
