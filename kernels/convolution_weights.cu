// dw = sum of dy times x over images and pixels + beta dw, db = sum of dy over them + beta db: parts, then their sum.
#include "convolution_weights.cuh"

extern "C" __global__ void __launch_bounds__(128, 4) conv2d_weight_gradient(
    const float* x, const float* dy, float* dw, float beta, int n, int c, int h, int width, int out, int kh, int kw,
    int stride, int padding) {
    WeightShape s = shape(n, c, h, width, out, kh, kw, stride, padding);
    weight_gradient<WeightTile<64, 64, 8, 4>>(x, dy, dw, beta, s, part_of(s));
}

extern "C" __global__ void __launch_bounds__(128, 4) conv2d_weight_gradient_32(
    const float* x, const float* dy, float* dw, float beta, int n, int c, int h, int width, int out, int kh, int kw,
    int stride, int padding) {
    WeightShape s = shape(n, c, h, width, out, kh, kw, stride, padding);
    weight_gradient<WeightTile<32, 64, 8, 4>>(x, dy, dw, beta, s, part_of(s));
}

extern "C" __global__ void __launch_bounds__(128, 5) conv2d_weight_gradient_16(
    const float* x, const float* dy, float* dw, float beta, int n, int c, int h, int width, int out, int kh, int kw,
    int stride, int padding) {
    WeightShape s = shape(n, c, h, width, out, kh, kw, stride, padding);
    weight_gradient<WeightTile<16, 32, 4, 4>>(x, dy, dw, beta, s, part_of(s));
}

/** Grid: x the channels, blockDim.x threads each, y the parts of the images; part y is put at db + y out. */
extern "C" __global__ void __launch_bounds__(1024) conv2d_bias_gradient(
    const float* dy, float* db, float beta, int n, int out, int pixels) {
    RowGroup g;
    if (g.row >= out) {
        return;
    }
    long long begin = static_cast<long long>(n) * blockIdx.y / gridDim.y;
    long long end = static_cast<long long>(n) * (blockIdx.y + 1) / gridDim.y;
    const float* from = dy + (begin * out + g.row) * pixels;
    float total = 0;
    if (pixels % 4 == 0 && aligned16(dy)) {
        int quads = pixels / 4;
        for (int i = g.lane; i < (end - begin) * quads; i += g.width) {
            float4 v = load4(from + static_cast<long long>(i / quads) * out * pixels + 4 * (i % quads));
            total += (v.x + v.y) + (v.z + v.w);
        }
    } else {
        for (int i = g.lane; i < (end - begin) * pixels; i += g.width) {
            total += from[static_cast<long long>(i / pixels) * out * pixels + i % pixels];
        }
    }
    total = row_sum_of(g, total);
    if (g.lane == 0) {
        float* p = db + static_cast<long long>(blockIdx.y) * out + g.row;
        *p = put(total, beta, p);
    }
}

/**
 * y = sum of `count` parts of n elements each + beta y. Blocks of 32 elements by blockDim.y threads: each adds
 * neighbouring parts in order, and the first adds these sums in order.
 */
extern "C" __global__ void __launch_bounds__(1024) conv2d_sum_parts(
    const float* parts, float* y, float beta, int n, int count) {
    SHARED(float, sums, 1024);
    long long e = blockIdx.x * static_cast<long long>(WARP) + threadIdx.x;
    int begin = count * threadIdx.y / blockDim.y;
    int end = count * (threadIdx.y + 1) / blockDim.y;
    float total = 0;
    if (e < n) {
        for (int i = begin; i < end; i++) {
            total += parts[static_cast<long long>(i) * n + e];
        }
    }
    sums[threadIdx.y * WARP + threadIdx.x] = total;
    __syncthreads();
    if (threadIdx.y == 0 && e < n) {
        for (int i = 1; i < static_cast<int>(blockDim.y); i++) {
            total += sums[i * WARP + threadIdx.x];
        }
        y[e] = put(total, beta, y + e);
    }
}
