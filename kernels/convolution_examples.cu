// What the weights of a convolution owe to each image.
#include "convolution_weights.cuh"

namespace {

template <class Tile>
__device__ inline void of_images(
    const float* x, const float* dy, float* rows, float beta, const WeightShape& s, int first) {
    x += static_cast<long long>(first) * s.c * s.h * s.w;
    dy += static_cast<long long>(first) * s.out * s.oh * s.ow;
    weight_gradient<Tile>(x, dy, rows, beta, s, s.oh * s.ow);
}

// Arguments that only the earlier stages of a plan read.
template <class... T>
__device__ inline void read_earlier(const T&...) {}

}  // namespace

/** Grid: x the tiles of places, y the tiles of channels, z the images. */
extern "C" __global__ void __launch_bounds__(128, 4) conv2d_example_gradients(
    const float* x, const float* dy, float* rows, float beta, int n, int c, int h, int width, int out, int kh, int kw,
    int stride, int padding, int first) {
    WeightShape s = shape(n, c, h, width, out, kh, kw, stride, padding);
    of_images<WeightTile<64, 64, 8, 4>>(x, dy, rows, beta, s, first);
}

extern "C" __global__ void __launch_bounds__(128, 4) conv2d_example_gradients_32(
    const float* x, const float* dy, float* rows, float beta, int n, int c, int h, int width, int out, int kh, int kw,
    int stride, int padding, int first) {
    WeightShape s = shape(n, c, h, width, out, kh, kw, stride, padding);
    of_images<WeightTile<32, 64, 8, 4>>(x, dy, rows, beta, s, first);
}

extern "C" __global__ void __launch_bounds__(128, 5) conv2d_example_gradients_16(
    const float* x, const float* dy, float* rows, float beta, int n, int c, int h, int width, int out, int kh, int kw,
    int stride, int padding, int first) {
    WeightShape s = shape(n, c, h, width, out, kh, kw, stride, padding);
    of_images<WeightTile<16, 32, 4, 4>>(x, dy, rows, beta, s, first);
}

/** The last stage of its plan, which has formed gradients, added them to dw and left the squared norms in x. */
extern "C" __global__ void conv2d_weight_gradient_norms(
    const float* x, const float* dy, float* dw, float beta, float* into, float scale, int n, int c, int h, int width,
    int out, int kh, int kw, int stride, int padding) {
    read_earlier(dy, dw, beta, c, h, width, out, kh, kw, stride, padding);
    long long i = thread_index();
    if (i < n) {
        into[i] = put(x[i], scale, into + i);
    }
}
