// Kernels that touch what they may not: each is wrong in the one way that its name says.
#include "common.cuh"

extern "C" __global__ void read_past_end(const float* x, float* y, int n) {
    long long i = thread_index();
    if (i == n) {
        y[0] = x[i];
    }
}

extern "C" __global__ void write_past_end(float* y, int n) {
    long long i = thread_index();
    if (i <= n) {
        y[i] = 1;
    }
}

extern "C" __global__ void read_before_start(const float* x, float* y, int n) {
    long long i = thread_index();
    if (i < n) {
        y[i] = x[i - 1];
    }
}

extern "C" __global__ void wild_write(float* y, int n) {
    if (thread_index() == 0) {
        y[1000000000000ll + n] = 1;
    }
}

extern "C" __global__ void null_read(const float* x, float* y) {
    if (thread_index() == 0) {
        const float* p = x - reinterpret_cast<unsigned long long>(x) / sizeof(float);
        y[0] = p[0];
    }
}

extern "C" __global__ void misaligned_int(const unsigned char* x, int* y) {
    if (thread_index() == 0) {
        y[0] = *reinterpret_cast<const int*>(x + 2);
    }
}

extern "C" __global__ void misaligned_vector_load(const float* x, float* y) {
    if (thread_index() == 0) {
        store4(y, load4(x + 1));
    }
}

extern "C" __global__ void misaligned_vector_store(const float* x, float* y) {
    if (thread_index() == 0) {
        store4(y + 2, load4(x));
    }
}

extern "C" __global__ void shared_past_end(float* y) {
    SHARED(float, tile, 64);
    SHARED(float, other, 64);
    tile[threadIdx.x] = 1;
    other[threadIdx.x] = 2;
    __syncthreads();
    y[threadIdx.x] = tile[threadIdx.x + 1] + other[threadIdx.x];
}

extern "C" __global__ void dynamic_past_end(float* y) {
    SHARED_DYNAMIC(float, tile);
    tile[threadIdx.x] = 1;
    __syncthreads();
    y[threadIdx.x] = tile[threadIdx.x];
}

extern "C" __global__ void shared_unwritten(float* y) {
    SHARED(float, tile, 64);
    y[threadIdx.x] = tile[threadIdx.x];
}

extern "C" __global__ void too_much_shared(float* y) {
    SHARED(float, a, 8192);
    SHARED(float, b, 8192);
    a[threadIdx.x] = 1;
    b[threadIdx.x] = 1;
    y[threadIdx.x] = a[threadIdx.x] + b[threadIdx.x];
}

extern "C" __global__ void __launch_bounds__(64) bounded(float* y) {
    y[thread_index()] = 1;
}

extern "C" __global__ void copy(const float* x, float* y, int n) {
    long long i = thread_index();
    if (i < n) {
        y[i] = x[i];
    }
}
