// Maxima and means of windows over planes; gradients are gathered, in the order of the windows, so nothing is atomic.
#include "four.cuh"

namespace {

/** Extents of a plane, of the result's plane, and the window between them. */
struct Plane {
    int h;
    int w;
    int oh;
    int ow;
    int kernel;
    int stride;
    int padding;

    /** First row or column of window o that lies in the plane. */
    __device__ int from(int o) const {
        int first = o * stride - padding;
        return first > 0 ? first : 0;
    }

    /** End of window o within `extent` rows or columns. */
    __device__ int to(int o, int extent) const {
        int end = o * stride - padding + kernel;
        return end < extent ? end : extent;
    }

    /** The first window that holds row or column r. */
    __device__ int first_window(int r) const {
        int before = r + padding - kernel + 1;
        return before > 0 ? (before + stride - 1) / stride : 0;
    }

    /** The end of the windows, of `count`, that hold row or column r. */
    __device__ int end_window(int r, int count) const {
        int end = (r + padding) / stride + 1;
        return end < count ? end : count;
    }
};

/** Math.max of Java: NaN if one is, 0 rather than -0. */
__device__ inline float largest(float a, float b) {
    if (a == b) {
        return __int_as_float(__float_as_int(a) & __float_as_int(b));
    }
    return a > b || a != a ? a : b;
}

/**
 * dx = g + beta dx for the four elements of a thread, g the sum of share(result, place in the plane) over the windows
 * that hold an element, in their order.
 */
template <class F>
__device__ inline void gather_windows(const Plane& p, int planes, float* dx, float beta, F share) {
    int size = p.h * p.w;
    Four i(planes * static_cast<long long>(size));
    if (i.count <= 0) {
        return;
    }
    unsigned plane = static_cast<unsigned>(i.at) / size;
    int at = static_cast<unsigned>(i.at) % size;
    int r = at / p.w;
    int c = at % p.w;
    bool pairs = p.kernel == 2 && p.stride == 2 && p.padding == 0;
    float v[4];
#pragma unroll
    for (int k = 0; k < 4; k++) {
        long long first = plane * static_cast<long long>(p.oh * p.ow);
        float total = 0;
        if (pairs) {
            // One window at most, found without a division.
            int oy = r >> 1;
            int ox = c >> 1;
            if (k < i.count && oy < p.oh && ox < p.ow) {
                total += share(first + oy * p.ow + ox, at);
            }
        } else if (k < i.count) {
            int bottom = p.end_window(r, p.oh);
            int right = p.end_window(c, p.ow);
            for (int oy = p.first_window(r); oy < bottom; oy++) {
                for (int ox = p.first_window(c); ox < right; ox++) {
                    total += share(first + oy * p.ow + ox, at);
                }
            }
        }
        v[k] = total;
        at++;
        if (++c == p.w) {
            c = 0;
            if (++r == p.h) {
                r = 0;
                at = 0;
                plane++;
            }
        }
    }
    i.put(dx, make_float4(v[0], v[1], v[2], v[3]), beta);
}

}  // namespace

/** y = maximum of each window, the first of equals; index = where in its plane, unless null. */
extern "C" __global__ void max_pool2d_forward(
    const float* x,
    float* y,
    int* index,
    int planes,
    int h,
    int w,
    int oh,
    int ow,
    int kernel,
    int stride,
    int padding) {
    Plane p{h, w, oh, ow, kernel, stride, padding};
    long long o = thread_index();
    unsigned results = oh * ow;
    if (o >= planes * static_cast<long long>(results)) {
        return;
    }
    unsigned in_plane = static_cast<unsigned>(o) % results;
    int oy = in_plane / ow;
    int ox = in_plane % ow;
    const float* from = x + static_cast<unsigned>(o) / results * static_cast<long long>(h * w);
    int bottom = p.to(oy, h);
    int left = p.from(ox);
    int right = p.to(ox, w);
    int winner = p.from(oy) * w + left;
    float m = from[winner];
    for (int r = p.from(oy); r < bottom; r++) {
        for (int c = left; c < right; c++) {
            float v = from[r * w + c];
            winner = v > m ? r * w + c : winner;
            m = largest(m, v);
        }
    }
    y[o] = m;
    if (index != nullptr) {
        index[o] = winner;
    }
}

/** dx = sum of the dy of the windows that each element won + beta dx. */
PER_THREAD(4)
extern "C" __global__ void max_pool2d_backward(
    const int* index,
    const float* dy,
    float* dx,
    float beta,
    int planes,
    int h,
    int w,
    int oh,
    int ow,
    int kernel,
    int stride,
    int padding) {
    Plane p{h, w, oh, ow, kernel, stride, padding};
    // Adding 0 for a window that was lost leaves a sum that began as 0 as it is.
    gather_windows(
        p, planes, dx, beta, [index, dy](long long o, int at) { return index[o] == at ? dy[o] : 0; });
}

/** y = mean of each window, padding counted as zeros. */
extern "C" __global__ void avg_pool2d_forward(
    const float* x, float* y, int planes, int h, int w, int oh, int ow, int kernel, int stride, int padding) {
    Plane p{h, w, oh, ow, kernel, stride, padding};
    long long o = thread_index();
    unsigned results = oh * ow;
    if (o >= planes * static_cast<long long>(results)) {
        return;
    }
    unsigned in_plane = static_cast<unsigned>(o) % results;
    int oy = in_plane / ow;
    int ox = in_plane % ow;
    const float* from = x + static_cast<unsigned>(o) / results * static_cast<long long>(h * w);
    int bottom = p.to(oy, h);
    int right = p.to(ox, w);
    float sum = 0;
    for (int r = p.from(oy); r < bottom; r++) {
        for (int c = p.from(ox); c < right; c++) {
            sum += from[r * w + c];
        }
    }
    y[o] = sum / (kernel * kernel);
}

/** dx = sum of dy / kernel^2 of the windows that hold each element + beta dx. */
PER_THREAD(4)
extern "C" __global__ void avg_pool2d_backward(
    const float* dy,
    float* dx,
    float beta,
    int planes,
    int h,
    int w,
    int oh,
    int ow,
    int kernel,
    int stride,
    int padding) {
    Plane p{h, w, oh, ow, kernel, stride, padding};
    float area = kernel * kernel;
    gather_windows(p, planes, dx, beta, [dy, area](long long o, int) { return dy[o] / area; });
}

/** y = mean of each plane. */
extern "C" __global__ void __launch_bounds__(1024) global_avg_pool_forward(
    const float* x, float* y, int planes, int size) {
    RowGroup g;
    if (g.row >= planes) {
        return;
    }
    float total = row_total(g, x + g.row * size, size, [](float v) { return v; });
    if (g.lane == 0) {
        y[g.row] = total / size;
    }
}

/** dx = dy / size + beta dx for every element of the plane. */
PER_THREAD(4)
extern "C" __global__ void global_avg_pool_backward(
    const float* dy, float* dx, float beta, int planes, int size) {
    Four i(planes * static_cast<long long>(size));
    if (i.count <= 0) {
        return;
    }
    unsigned plane = static_cast<unsigned>(i.at) / size;
    int c = static_cast<unsigned>(i.at) % size;
    float g = dy[plane] / size;
    float v[4];
#pragma unroll
    for (int k = 0; k < 4; k++) {
        v[k] = g;
        if (++c == size && k + 1 < i.count) {
            c = 0;
            g = dy[++plane] / size;
        }
    }
    i.put(dx, make_float4(v[0], v[1], v[2], v[3]), beta);
}
