// What each output of a convolution reads, as rows of a matrix; zeros outside of the image.
#include "four.cuh"

/** patches[i][oy ow + ox][(channel kh + ky) kw + kx], four neighbours a thread. */
PER_THREAD(4)
extern "C" __global__ void conv2d_patches(
    const float* x,
    float* patches,
    int n,
    int c,
    int h,
    int w,
    int kh,
    int kw,
    int stride,
    int padding,
    int oh,
    int ow) {
    unsigned terms = c * kh * kw;
    Four f(n * static_cast<long long>(oh) * ow * terms);
    if (f.count <= 0) {
        return;
    }
    unsigned pixel = static_cast<unsigned>(f.at) / terms;
    int term = static_cast<unsigned>(f.at) % terms;
    int kx = term % kw;
    int ky = term / kw % kh;
    int channel = term / kw / kh;
    int ox = pixel % ow;
    int oy = pixel / ow % oh;
    long long i = pixel / ow / oh;
    float v[4];
#pragma unroll
    for (int k = 0; k < 4; k++) {
        int iy = oy * stride + ky - padding;
        int ix = ox * stride + kx - padding;
        bool inside = k < f.count && iy >= 0 && iy < h && ix >= 0 && ix < w;
        v[k] = inside ? x[((i * c + channel) * h + iy) * w + ix] : 0;
        if (++kx < kw) {
            continue;
        }
        kx = 0;
        if (++ky < kh) {
            continue;
        }
        ky = 0;
        if (++channel < c) {
            continue;
        }
        channel = 0;
        if (++ox < ow) {
            continue;
        }
        ox = 0;
        if (++oy == oh) {
            oy = 0;
            i++;
        }
    }
    f.store(patches, make_float4(v[0], v[1], v[2], v[3]));
}
