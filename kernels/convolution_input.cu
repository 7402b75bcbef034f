// dx = dy * w transposed + beta dx for images (n, c, h, w) and kernels (out, c, kh, kw).
#include "correlation.cuh"

namespace {

/**
 * The pixels of dx in one phase of the stride all meet the same part of the kernel, so that each phase is a
 * correlation of stride 1 with that part turned round. Grid: x the phases times the blocks of 128 pixels that the
 * largest phase, the first, has; y the tiles of channels. UNIT: the stride is 1, as for all square
 * windows.
 */
template <class Tile, bool UNIT>
__device__ inline Correlation inputs(
    const float* dy, const float* w, float* dx, float beta, int n, int c, int h, int width, int out, int kh, int kw,
    int any_stride, int padding) {
    int stride = UNIT ? 1 : any_stride;
    Correlation g;
    int blocks = ceil_of(n * ceil_of(h, stride) * ceil_of(width, stride), TILE_PIXELS);
    int phase = UNIT ? 0 : blockIdx.x / blocks;
    int across = stride < width ? stride : width;
    int y = phase / across;
    int x = phase % across;
    int first_y = (y + padding) % stride;
    int first_x = (x + padding) % stride;
    g.first = blockIdx.y * Tile::ROWS;
    g.pixel = (blockIdx.x - phase * blocks) * TILE_PIXELS;
    g.x = dy;
    g.images = n;
    g.channels = out;
    g.h = (h + 2 * padding - kh) / stride + 1;
    g.w = (width + 2 * padding - kw) / stride + 1;
    g.th = first_y < kh ? ceil_of(kh - first_y, stride) : 0;
    g.tw = first_x < kw ? ceil_of(kw - first_x, stride) : 0;
    g.top = (y + padding) / stride - (g.th - 1);
    g.left = (x + padding) / stride - (g.tw - 1);
    g.step = 1;
    g.weights = w + (first_y + stride * (g.th - 1)) * kw + first_x + stride * (g.tw - 1);
    g.rows = c;
    g.per_row = kh * kw;
    g.per_channel = c * kh * kw;
    g.per_ty = -stride * kw;
    g.per_tx = -stride;
    g.y = dx + y * width + x;
    g.bias = nullptr;
    g.beta = beta;
    g.high = ceil_of(h - y, stride);
    g.wide = ceil_of(width - x, stride);
    g.row = h * width;
    g.image = static_cast<long long>(c) * g.row;
    g.down = stride * width;
    g.across = stride;
    return g;
}

}  // namespace

extern "C" __global__ void __launch_bounds__(128, 3) conv2d_input_gradient(
    const float* dy, const float* w, float* dx, float beta, int n, int c, int h, int width, int out, int kh, int kw,
    int stride, int padding) {
    correlate<Tile64, Any>(inputs<Tile64, false>(dy, w, dx, beta, n, c, h, width, out, kh, kw, stride, padding));
}

extern "C" __global__ void __launch_bounds__(128, 4) conv2d_input_gradient_32(
    const float* dy, const float* w, float* dx, float beta, int n, int c, int h, int width, int out, int kh, int kw,
    int stride, int padding) {
    correlate<Tile32, Any>(inputs<Tile32, false>(dy, w, dx, beta, n, c, h, width, out, kh, kw, stride, padding));
}

extern "C" __global__ void __launch_bounds__(128, 5) conv2d_input_gradient_16(
    const float* dy, const float* w, float* dx, float beta, int n, int c, int h, int width, int out, int kh, int kw,
    int stride, int padding) {
    correlate<Tile16, Any>(inputs<Tile16, false>(dy, w, dx, beta, n, c, h, width, out, kh, kw, stride, padding));
}

extern "C" __global__ void __launch_bounds__(128, 3) conv2d_input_gradient_1x1(
    const float* dy, const float* w, float* dx, float beta, int n, int c, int h, int width, int out, int kh, int kw,
    int stride, int padding) {
    correlate<Tile64, One>(inputs<Tile64, true>(dy, w, dx, beta, n, c, h, width, out, kh, kw, stride, padding));
}

extern "C" __global__ void __launch_bounds__(128, 4) conv2d_input_gradient_1x1_32(
    const float* dy, const float* w, float* dx, float beta, int n, int c, int h, int width, int out, int kh, int kw,
    int stride, int padding) {
    correlate<Tile32, One>(inputs<Tile32, true>(dy, w, dx, beta, n, c, h, width, out, kh, kw, stride, padding));
}

extern "C" __global__ void __launch_bounds__(128, 5) conv2d_input_gradient_1x1_16(
    const float* dy, const float* w, float* dx, float beta, int n, int c, int h, int width, int out, int kh, int kw,
    int stride, int padding) {
    correlate<Tile16, One>(inputs<Tile16, true>(dy, w, dx, beta, n, c, h, width, out, kh, kw, stride, padding));
}

extern "C" __global__ void __launch_bounds__(128, 3) conv2d_input_gradient_3x3(
    const float* dy, const float* w, float* dx, float beta, int n, int c, int h, int width, int out, int kh, int kw,
    int stride, int padding) {
    correlate<Tile64, Three>(inputs<Tile64, true>(dy, w, dx, beta, n, c, h, width, out, kh, kw, stride, padding));
}

extern "C" __global__ void __launch_bounds__(128, 4) conv2d_input_gradient_3x3_32(
    const float* dy, const float* w, float* dx, float beta, int n, int c, int h, int width, int out, int kh, int kw,
    int stride, int padding) {
    correlate<Tile32, Three>(inputs<Tile32, true>(dy, w, dx, beta, n, c, h, width, out, kh, kw, stride, padding));
}

extern "C" __global__ void __launch_bounds__(128, 5) conv2d_input_gradient_3x3_16(
    const float* dy, const float* w, float* dx, float beta, int n, int c, int h, int width, int out, int kh, int kw,
    int stride, int padding) {
    correlate<Tile16, Three>(inputs<Tile16, true>(dy, w, dx, beta, n, c, h, width, out, kh, kw, stride, padding));
}

extern "C" __global__ void __launch_bounds__(128, 3) conv2d_input_gradient_5x5(
    const float* dy, const float* w, float* dx, float beta, int n, int c, int h, int width, int out, int kh, int kw,
    int stride, int padding) {
    correlate<Tile64, Five>(inputs<Tile64, true>(dy, w, dx, beta, n, c, h, width, out, kh, kw, stride, padding));
}

extern "C" __global__ void __launch_bounds__(128, 4) conv2d_input_gradient_5x5_32(
    const float* dy, const float* w, float* dx, float beta, int n, int c, int h, int width, int out, int kh, int kw,
    int stride, int padding) {
    correlate<Tile32, Five>(inputs<Tile32, true>(dy, w, dx, beta, n, c, h, width, out, kh, kw, stride, padding));
}

extern "C" __global__ void __launch_bounds__(128, 5) conv2d_input_gradient_5x5_16(
    const float* dy, const float* w, float* dx, float beta, int n, int c, int h, int width, int out, int kh, int kw,
    int stride, int padding) {
    correlate<Tile16, Five>(inputs<Tile16, true>(dy, w, dx, beta, n, c, h, width, out, kh, kw, stride, padding));
}
