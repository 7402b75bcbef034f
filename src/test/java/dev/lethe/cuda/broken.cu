// Kernels with mistakes: a read far outside of its memory, and one that is in order.
#include "common.cuh"

extern "C" __global__ void broken_read(const float* x, float* y, int n) {
    long long i = thread_index();
    if (i < n) {
        y[i] = x[i + (1LL << 36)];
    }
}

extern "C" __global__ void broken_not(float* y, int n) {
    long long i = thread_index();
    if (i < n) {
        y[i] += 1;
    }
}
