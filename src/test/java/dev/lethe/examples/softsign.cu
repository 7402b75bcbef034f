// y = x / (1 + |x|) and dx = dy / (1 + |x|)^2 + beta dx.
#include "common.cuh"

extern "C" __global__ void softsign_forward(const float* x, float* y, int n) {
    long long i = thread_index();
    if (i < n) {
        y[i] = x[i] / (1 + fabsf(x[i]));
    }
}

extern "C" __global__ void softsign_backward(const float* x, const float* dy, float* dx, float beta, int n) {
    long long i = thread_index();
    if (i < n) {
        float d = 1 + fabsf(x[i]);
        dx[i] = put(dy[i] / (d * d), beta, dx + i);
    }
}
