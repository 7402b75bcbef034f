// Tiles of the gradient of a convolution's weights: sums of dy times x over pixels.
#pragma once

#include "tiles.cuh"

namespace {

constexpr int STEP = WARP;         // pixels that are brought at a time, one by each lane
constexpr int STRIDE = STEP + 4;   // of rows in shared memory: eight of them, 16 bytes each, are in 32 banks
constexpr int NEVER = -(1 << 30);  // a row of x that is outside of every image

/** OUTS channels of dy by TERMS places (c, ky, kx), TM by TN of them in each thread. */
template <int OUTS_, int TERMS_, int TM_, int TN_>
struct WeightTile {
    static constexpr int OUTS = OUTS_;
    static constexpr int TERMS = TERMS_;
    static constexpr int TM = TM_;
    static constexpr int TN = TN_;
    static constexpr int DOWN = OUTS / TM;
    static constexpr int WIDE = TERMS / TN;
    static constexpr int GROUPS = TILE_THREADS / (DOWN * WIDE);  // that divide the pixels of a step among them
};

struct WeightShape {
    int n, c, h, w, out, kh, kw, stride, padding, oh, ow;
};

/**
 * The operands of a step on their way from memory: a lane brings the same pixel of every WARPS-th row, of dy and of x
 * alike. The pixels of a part are one line through its images.
 */
template <class Tile>
struct WeightLoads {
    static constexpr int WARPS = TILE_THREADS / WARP;
    const WeightShape& s;
    const float* x;
    const float* dy;
    const int4* table;  // for each place (offset in x, ky, kx)
    int pixel;
    int end;
    int outs;  // rows of dy, from this warp's first on
    float a[Tile::OUTS / WARPS];
    float b[Tile::TERMS / WARPS];

    __device__ WeightLoads(
        const WeightShape& s, const float* x, const float* dy, const int4* table, int begin, int end, int first)
        : s(s), x(x), dy(dy), table(table + threadIdx.x / WARP), pixel(begin + threadIdx.x % WARP), end(end),
          outs(s.out - first - threadIdx.x / WARP) {
        this->dy += static_cast<long long>(first + threadIdx.x / WARP) * s.oh * s.ow;
    }

    /** The next step. */
    __device__ void load() {
        int plane = s.oh * s.ow;
        int image = pixel / plane;
        int rest = pixel % plane;
        int y = rest / s.ow * s.stride - s.padding;
        int x0 = rest % s.ow * s.stride - s.padding;
        const float* from = dy + (static_cast<long long>(image) * s.out * plane + rest);
        int present = pixel < end ? outs : 0;
#pragma unroll
        for (int i = 0; i < Tile::OUTS / WARPS; i++) {
            a[i] = i * WARPS < present ? from[i * WARPS * plane] : 0;
        }
        from = x + (static_cast<long long>(image) * s.c * s.h * s.w + static_cast<long long>(y) * s.w + x0);
        y = pixel < end ? y : NEVER;
#pragma unroll
        for (int i = 0; i < Tile::TERMS / WARPS; i++) {
            int4 t = table[i * WARPS];
            bool inside = static_cast<unsigned>(y + t.y) < static_cast<unsigned>(s.h) &&
                          static_cast<unsigned>(x0 + t.z) < static_cast<unsigned>(s.w);
            b[i] = inside ? from[t.x] : 0;
        }
        pixel += STEP;
    }

    __device__ void store(float* to) const {
        to += threadIdx.x / WARP * STRIDE + threadIdx.x % WARP;
#pragma unroll
        for (int i = 0; i < Tile::OUTS / WARPS; i++) {
            to[i * WARPS * STRIDE] = a[i];
        }
        to += Tile::OUTS * STRIDE;
#pragma unroll
        for (int i = 0; i < Tile::TERMS / WARPS; i++) {
            to[i * WARPS * STRIDE] = b[i];
        }
    }
};

// Adds the pixels of a step that are this group's.
template <class Tile>
__device__ inline void multiply(
    const float* step, const Place<Tile::DOWN, Tile::WIDE>& place, float (&sum)[Tile::TM][Tile::TN]) {
    constexpr int PIXELS = STEP / Tile::GROUPS;
    const float* a = step + place.down * STRIDE + place.group * PIXELS;
    const float* b = step + (Tile::OUTS + place.wide) * STRIDE + place.group * PIXELS;
#pragma unroll 1
    for (int p = 0; p < PIXELS; p += 4) {
        float4 right[Tile::TN];
#pragma unroll
        for (int j = 0; j < Tile::TN; j++) {
            right[j] = load4(b + j * (Tile::WIDE * STRIDE) + p);
        }
#pragma unroll
        for (int i = 0; i < Tile::TM; i++) {
            float4 left = load4(a + i * (Tile::DOWN * STRIDE) + p);
#pragma unroll
            for (int j = 0; j < Tile::TN; j++) {
                float t = fmaf(left.x, right[j].x, sum[i][j]);
                t = fmaf(left.y, right[j].y, t);
                t = fmaf(left.z, right[j].z, t);
                sum[i][j] = fmaf(left.w, right[j].w, t);
            }
        }
    }
}

// Brings the sums of all groups to the first, added in order. Each group has its share of memory.
template <class Tile>
__device__ inline void join_groups(
    float* shared, const Place<Tile::DOWN, Tile::WIDE>& place, float (&sum)[Tile::TM][Tile::TN]) {
    constexpr int THREADS = Tile::DOWN * Tile::WIDE;
    if (Tile::GROUPS == 1) {
        return;
    }
    float* mine = shared + threadIdx.x % THREADS;
    __syncthreads();
#pragma unroll
    for (int e = 0; e < Tile::TM * Tile::TN; e++) {
        if (place.group > 0) {
            mine[((place.group - 1) * Tile::TM * Tile::TN + e) * THREADS] = sum[e / Tile::TN][e % Tile::TN];
        }
    }
    __syncthreads();
#pragma unroll
    for (int e = 0; e < Tile::TM * Tile::TN; e++) {
#pragma unroll
        for (int g = 1; g < Tile::GROUPS; g++) {
            if (place.group == 0) {
                sum[e / Tile::TN][e % Tile::TN] += mine[((g - 1) * Tile::TM * Tile::TN + e) * THREADS];
            }
        }
    }
}

/**
 * Grid: x the tiles of places, y the tiles of channels, z the parts of `part` pixels. Part z is put at dw + z out c kh kw,
 * so that one part is dw itself, and several are a workspace (with beta 0) for conv2d_sum_parts, or the gradients of
 * single images.
 */
template <class Tile>
__device__ inline void weight_gradient(
    const float* x, const float* dy, float* dw, float beta, const WeightShape& s, int part) {
    constexpr int SIZE = (Tile::OUTS + Tile::TERMS) * STRIDE;
    static_assert((Tile::GROUPS - 1) * Tile::OUTS * Tile::TERMS <= 2 * SIZE, "sums of the groups");
    SHARED(float4, operands, 2 * SIZE / 4);
    SHARED(int4, table, Tile::TERMS);
    float* shared = reinterpret_cast<float*>(operands);
    int terms = s.c * s.kh * s.kw;
    int column = blockIdx.x * Tile::TERMS;
    if (threadIdx.x < Tile::TERMS) {
        int q = column + threadIdx.x;
        int c = q / (s.kh * s.kw);
        int ky = q % (s.kh * s.kw) / s.kw;
        int kx = q % s.kw;
        table[threadIdx.x] = q < terms ? make_int4((c * s.h + ky) * s.w + kx, ky, kx, 0) : make_int4(0, NEVER, 0, 0);
    }
    __syncthreads();
    int pixels = s.n * s.oh * s.ow;
    long long after = static_cast<long long>(blockIdx.z) * part;
    int begin = after < pixels ? static_cast<int>(after) : pixels;
    int end = pixels - begin > part ? begin + part : pixels;
    int row = blockIdx.y * Tile::OUTS;
    WeightLoads<Tile> loads(s, x, dy, table, begin, end, row);
    Place<Tile::DOWN, Tile::WIDE> place;
    float sum[Tile::TM][Tile::TN];
#pragma unroll
    for (int e = 0; e < Tile::TM * Tile::TN; e++) {
        sum[e / Tile::TN][e % Tile::TN] = 0;
    }
    int steps = ceil_of(end - begin, STEP);
    if (steps > 0) {
        loads.load();
        loads.store(shared);
        __syncthreads();
    }
    for (int i = 0; i < steps; i++) {
        bool more = i + 1 < steps;
        if (more) {
            loads.load();
        }
        multiply<Tile>(shared + i % 2 * SIZE, place, sum);
        if (more) {
            loads.store(shared + (i + 1) % 2 * SIZE);
            __syncthreads();
        }
    }
    join_groups<Tile>(shared, place, sum);
    float* to = dw + static_cast<long long>(blockIdx.z) * s.out * terms;
#pragma unroll
    for (int e = 0; e < Tile::TM * Tile::TN; e++) {
        int r = row + place.down + e / Tile::TN * Tile::DOWN;
        int q = column + place.wide + e % Tile::TN * Tile::WIDE;
        if (place.group == 0 && r < s.out && q < terms) {
            float* p = to + static_cast<long long>(r) * terms + q;
            *p = put(sum[e / Tile::TN][e % Tile::TN], beta, p);
        }
    }
}

__device__ inline WeightShape shape(
    int n, int c, int h, int width, int out, int kh, int kw, int stride, int padding) {
    int oh = (h + 2 * padding - kh) / stride + 1;
    int ow = (width + 2 * padding - kw) / stride + 1;
    return {n, c, h, width, out, kh, kw, stride, padding, oh, ow};
}

// Parts of whole steps, as many as the grid has.
__device__ inline int part_of(const WeightShape& s) {
    return ceil_of(ceil_of(s.n * s.oh * s.ow, gridDim.z), STEP) * STEP;
}

}  // namespace
