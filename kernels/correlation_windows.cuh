// How a correlation brings its operands to shared memory, a step of terms at a time: for square windows, and for any.
#pragma once

#include "tiles.cuh"

constexpr int TILE_PIXELS = TILE_THREADS;  // a thread gathers the terms of one pixel

/** What a block computes; rows are channels of the result. */
struct Correlation {
    int pixel, first;  // the block's first pixel, all images' pixels being one line, and first row
    // (images, channels, h, w), and where the window of output (0, 0) begins
    const float* x;
    int images, channels, h, w, top, left, step;
    // Weight (row, c, ty, tx) is at weights + row per_row + c per_channel + ty per_ty + tx per_tx.
    const float* weights;
    int rows, th, tw, per_row, per_channel, per_ty, per_tx;
    // Output (n, row, i, j) is at y + n image + row row + i down + j across.
    float* y;
    const float* bias;  // for each row, or null
    float beta;
    int high, wide;
    long long image;
    int row, down, across;
};

__device__ inline void spread(float4 v, float* to) {
    to[0] = v.x;
    to[1] = v.y;
    to[2] = v.z;
    to[3] = v.w;
}

/** The pixel that a thread gathers for: pointer and place of its window's first element; none if beyond the last. */
struct GatheredPixel {
    const float* at;
    int y;
    int x;

    __device__ GatheredPixel(const Correlation& g, int pixel) {
        int plane = g.high * g.wide;
        int image = pixel / plane;
        int rest = pixel % plane;
        y = rest / g.wide * g.step + g.top;
        x = rest % g.wide * g.step + g.left;
        at = g.x + static_cast<long long>(image) * g.channels * g.h * g.w + (static_cast<long long>(y) * g.w + x);
        if (image >= g.images) {
            y = -(1 << 30);
        }
    }
};

/**
 * The weights that a thread brings: one term of a step, of every PASS-th row. A warp brings 4 rows by 8 terms at a
 * time: whole sectors of memory to 32 banks.
 */
template <class Tile, int DEPTH>
struct WeightLoads {
    static constexpr int TERMS = DEPTH <= 16 ? 2 : 4;  // groups of 8 terms
    static constexpr int PASS = 4 * (TILE_THREADS / WARP / TERMS);
    static constexpr int COUNT = Tile::ROWS / PASS;
    int term;
    int first;
    int rows;  // of the tile, from the first on
    float value[COUNT];

    __device__ WeightLoads(const Correlation& g) {
        int lane = threadIdx.x % WARP;
        int warp = threadIdx.x / WARP;
        term = lane % 8 + warp % TERMS * 8;
        first = lane / 8 + warp / TERMS * 4;
        rows = g.rows - g.first - first;
    }

    __device__ void load(const float* from, int per_row, bool present) {
#pragma unroll
        for (int i = 0; i < COUNT; i++) {
            value[i] = present && i * PASS < rows ? from[i * PASS * per_row] : 0;
        }
    }

    __device__ void store(float* a) const {
        if (term < DEPTH) {
#pragma unroll
            for (int i = 0; i < COUNT; i++) {
                a[term * Tile::STRIDE + first + i * PASS] = value[i];
            }
        }
    }
};

/** SIDE by SIDE, CHANNELS of them a step: which elements are within the image is found out once. */
template <class Tile, int SIDE, int CHANNELS>
struct SquareWindow {
    static constexpr int AREA = SIDE * SIDE;
    static constexpr int DEPTH = CHANNELS * AREA;
    static constexpr int TABLE = 0;
    static_assert(DEPTH <= 32 && AREA <= 32, "loads of weights, bits of within");
    const float* from;  // the window in the next channel
    const float* weight;
    unsigned within;  // bit ty SIDE + tx
    int channels;     // that are left
    int plane;
    int width;
    int per_row;
    int per_step;
    WeightLoads<Tile, DEPTH> weights;
    float value[DEPTH];

    __device__ SquareWindow(const Correlation& g, int pixel, float4*)
        : within(0), channels(g.channels), plane(g.h * g.w), width(g.w), per_row(g.per_row),
          per_step(CHANNELS * g.per_channel), weights(g) {
        GatheredPixel p(g, pixel);
        from = p.at;
#pragma unroll
        for (int t = 0; t < AREA; t++) {
            bool inside = static_cast<unsigned>(p.y + t / SIDE) < static_cast<unsigned>(g.h) &&
                          static_cast<unsigned>(p.x + t % SIDE) < static_cast<unsigned>(g.w);
            within |= (inside ? 1u : 0u) << t;
        }
        int t = weights.term % AREA;
        weight = g.weights + static_cast<long long>(g.first + weights.first) * g.per_row +
                 weights.term / AREA * g.per_channel + t / SIDE * g.per_ty + t % SIDE * g.per_tx;
    }

    __device__ int steps() const { return ceil_of(channels, CHANNELS); }

    /** Steps are loaded in order. */
    __device__ void load(int) {
        weights.load(weight, per_row, weights.term < DEPTH && weights.term / AREA < channels);
#pragma unroll
        for (int c = 0; c < CHANNELS; c++) {
            unsigned inside = c < channels ? within : 0;
#pragma unroll
            for (int t = 0; t < AREA; t++) {
                value[c * AREA + t] = inside >> t & 1 ? from[c * plane + t / SIDE * width + t % SIDE] : 0;
            }
        }
        weight += per_step;
        from += CHANNELS * plane;
        channels -= CHANNELS;
    }

    __device__ void store(float* to) const {
        weights.store(to);
        float* b = to + DEPTH * Tile::STRIDE + threadIdx.x;
#pragma unroll
        for (int k = 0; k < DEPTH; k++) {
            b[k * TILE_PIXELS] = value[k];
        }
    }
};

/** Of any size: where the terms of a step are stands in a table, which is written a step before it is read. */
template <class Tile>
struct AnyWindow {
    static constexpr int DEPTH = 16;
    static constexpr int TABLE = 2 * DEPTH;
    const Correlation& g;
    GatheredPixel pixel;
    int high;
    int wide;
    const float* weight;
    int4* table;  // two steps of (offset in x, ty, tx, offset of the weight)
    int terms;
    WeightLoads<Tile, DEPTH> weights;
    float value[DEPTH];

    __device__ AnyWindow(const Correlation& g, int p, float4* free)
        : g(g), pixel(g, p), high(g.h), wide(g.w), table(reinterpret_cast<int4*>(free)), terms(g.channels * g.th * g.tw), weights(g) {
        weight = g.weights + static_cast<long long>(g.first + weights.first) * g.per_row;
        list(0);
        list(1);
        __syncthreads();
    }

    __device__ int steps() const { return ceil_of(terms, DEPTH); }

    /** Writes the part of the table for a step. A term beyond the last is outside of every image. */
    __device__ void list(int step) {
        int k = step * DEPTH + threadIdx.x;
        if (threadIdx.x < DEPTH) {
            int area = g.th * g.tw;
            int4 entry = make_int4(0, -(1 << 30), 0, 0);
            if (k < terms) {
                int c = k / area;
                int ty = k % area / g.tw;
                int tx = k % area % g.tw;
                entry = make_int4(
                    (c * g.h + ty) * g.w + tx, ty, tx, c * g.per_channel + ty * g.per_ty + tx * g.per_tx);
            }
            table[step % 2 * DEPTH + threadIdx.x] = entry;
        }
    }

    __device__ void load(int step) {
        const int4* now = table + step % 2 * DEPTH;
        weights.load(weight + now[weights.term].w, g.per_row, step * DEPTH + weights.term < terms);
#pragma unroll
        for (int k = 0; k < DEPTH; k++) {
            int4 t = now[k];
            bool inside = static_cast<unsigned>(pixel.y + t.y) < static_cast<unsigned>(high) &&
                          static_cast<unsigned>(pixel.x + t.z) < static_cast<unsigned>(wide);
            value[k] = inside ? pixel.at[t.x] : 0;
        }
        if (step > 0) {
            list(step + 1);
        }
    }

    __device__ void store(float* to) const {
        weights.store(to);
        float* b = to + DEPTH * Tile::STRIDE + threadIdx.x;
#pragma unroll
        for (int k = 0; k < DEPTH; k++) {
            b[k * TILE_PIXELS] = value[k];
        }
    }
};
