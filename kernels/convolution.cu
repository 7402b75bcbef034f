// y = x * w + b over images (n, c, h, w) with kernels (out, c, kh, kw), zeros around the images.
#include "correlation.cuh"

namespace {

/** Grid: x the blocks of 128 pixels of all images, y the tiles of channels. */
template <class Tile>
__device__ inline Correlation outputs(
    const float* x, const float* w, const float* b, float* y, int n, int c, int h, int width, int out,
    int kh, int kw, int stride, int padding) {
    Correlation g;
    g.first = blockIdx.y * Tile::ROWS;
    g.pixel = blockIdx.x * TILE_PIXELS;
    g.x = x;
    g.images = n;
    g.channels = c;
    g.h = h;
    g.w = width;
    g.top = -padding;
    g.left = -padding;
    g.step = stride;
    g.weights = w;
    g.rows = out;
    g.th = kh;
    g.tw = kw;
    g.per_row = c * kh * kw;
    g.per_channel = kh * kw;
    g.per_ty = kw;
    g.per_tx = 1;
    g.y = y;
    g.bias = b;
    g.beta = 0;
    g.high = (h + 2 * padding - kh) / stride + 1;
    g.wide = (width + 2 * padding - kw) / stride + 1;
    g.row = g.high * g.wide;
    g.image = static_cast<long long>(out) * g.row;
    g.down = g.wide;
    g.across = 1;
    return g;
}

}  // namespace

extern "C" __global__ void __launch_bounds__(128, 3) conv2d_forward(
    const float* x, const float* w, const float* b, float* y, int n, int c, int h, int width, int out, int kh, int kw,
    int stride, int padding) {
    correlate<Tile64, Any>(outputs<Tile64>(x, w, b, y, n, c, h, width, out, kh, kw, stride, padding));
}

extern "C" __global__ void __launch_bounds__(128, 4) conv2d_forward_32(
    const float* x, const float* w, const float* b, float* y, int n, int c, int h, int width, int out, int kh, int kw,
    int stride, int padding) {
    correlate<Tile32, Any>(outputs<Tile32>(x, w, b, y, n, c, h, width, out, kh, kw, stride, padding));
}

extern "C" __global__ void __launch_bounds__(128, 5) conv2d_forward_16(
    const float* x, const float* w, const float* b, float* y, int n, int c, int h, int width, int out, int kh, int kw,
    int stride, int padding) {
    correlate<Tile16, Any>(outputs<Tile16>(x, w, b, y, n, c, h, width, out, kh, kw, stride, padding));
}

extern "C" __global__ void __launch_bounds__(128, 3) conv2d_forward_1x1(
    const float* x, const float* w, const float* b, float* y, int n, int c, int h, int width, int out, int kh, int kw,
    int stride, int padding) {
    correlate<Tile64, One>(outputs<Tile64>(x, w, b, y, n, c, h, width, out, kh, kw, stride, padding));
}

extern "C" __global__ void __launch_bounds__(128, 4) conv2d_forward_1x1_32(
    const float* x, const float* w, const float* b, float* y, int n, int c, int h, int width, int out, int kh, int kw,
    int stride, int padding) {
    correlate<Tile32, One>(outputs<Tile32>(x, w, b, y, n, c, h, width, out, kh, kw, stride, padding));
}

extern "C" __global__ void __launch_bounds__(128, 5) conv2d_forward_1x1_16(
    const float* x, const float* w, const float* b, float* y, int n, int c, int h, int width, int out, int kh, int kw,
    int stride, int padding) {
    correlate<Tile16, One>(outputs<Tile16>(x, w, b, y, n, c, h, width, out, kh, kw, stride, padding));
}

extern "C" __global__ void __launch_bounds__(128, 3) conv2d_forward_3x3(
    const float* x, const float* w, const float* b, float* y, int n, int c, int h, int width, int out, int kh, int kw,
    int stride, int padding) {
    correlate<Tile64, Three>(outputs<Tile64>(x, w, b, y, n, c, h, width, out, kh, kw, stride, padding));
}

extern "C" __global__ void __launch_bounds__(128, 4) conv2d_forward_3x3_32(
    const float* x, const float* w, const float* b, float* y, int n, int c, int h, int width, int out, int kh, int kw,
    int stride, int padding) {
    correlate<Tile32, Three>(outputs<Tile32>(x, w, b, y, n, c, h, width, out, kh, kw, stride, padding));
}

extern "C" __global__ void __launch_bounds__(128, 5) conv2d_forward_3x3_16(
    const float* x, const float* w, const float* b, float* y, int n, int c, int h, int width, int out, int kh, int kw,
    int stride, int padding) {
    correlate<Tile16, Three>(outputs<Tile16>(x, w, b, y, n, c, h, width, out, kh, kw, stride, padding));
}

extern "C" __global__ void __launch_bounds__(128, 3) conv2d_forward_5x5(
    const float* x, const float* w, const float* b, float* y, int n, int c, int h, int width, int out, int kh, int kw,
    int stride, int padding) {
    correlate<Tile64, Five>(outputs<Tile64>(x, w, b, y, n, c, h, width, out, kh, kw, stride, padding));
}

extern "C" __global__ void __launch_bounds__(128, 4) conv2d_forward_5x5_32(
    const float* x, const float* w, const float* b, float* y, int n, int c, int h, int width, int out, int kh, int kw,
    int stride, int padding) {
    correlate<Tile32, Five>(outputs<Tile32>(x, w, b, y, n, c, h, width, out, kh, kw, stride, padding));
}

extern "C" __global__ void __launch_bounds__(128, 5) conv2d_forward_5x5_16(
    const float* x, const float* w, const float* b, float* y, int n, int c, int h, int width, int out, int kh, int kw,
    int stride, int padding) {
    correlate<Tile16, Five>(outputs<Tile16>(x, w, b, y, n, c, h, width, out, kh, kw, stride, padding));
}
