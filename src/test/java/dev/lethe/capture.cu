// What captured steps of a test do: step += 1, x -= rate dx, and y = v for one number.
#include "common.cuh"

extern "C" __global__ void capture_tick(int* clock) {
    if (thread_index() == 0) {
        clock[0]++;
    }
}

extern "C" __global__ void capture_descend(const float* dx, float* x, float rate, int n) {
    long long i = thread_index();
    if (i < n) {
        x[i] -= rate * dx[i];
    }
}

extern "C" __global__ void capture_set(float* y, float v) {
    if (thread_index() == 0) {
        y[0] = v;
    }
}
