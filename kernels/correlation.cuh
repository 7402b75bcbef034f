// y[row][i][j] = sum over c, ty, tx of weight[row][c][ty][tx] x[c][i step + top + ty][j step + left + tx], zeros around.
#pragma once

#include "correlation_windows.cuh"

/** ROWS channels by TILE_PIXELS pixels of the result, TM by TN of them in each thread. */
template <int ROWS_, int TM_, int TN_>
struct CorrelationTile {
    static constexpr int ROWS = ROWS_;
    static constexpr int TM = TM_;
    static constexpr int TN = TN_;
    // Rows of weights are 4 apart modulo 32, so that a warp writes 4 rows by 8 terms to 32 banks.
    static constexpr int STRIDE = ROWS + 4;
};

// Sums of the terms of one step.
template <class Tile, int DEPTH>
__device__ inline void multiply(const float* a, const float* b, int down, int wide, float (&sum)[Tile::TM][Tile::TN]) {
    a += 4 * down;
    b += 4 * wide;
#pragma unroll 4
    for (int k = 0; k < DEPTH; k++) {
        float left[Tile::TM];
        float right[Tile::TN];
#pragma unroll
        for (int i = 0; i < Tile::TM; i += 4) {
            spread(load4(a + k * Tile::STRIDE + i * (Tile::ROWS / Tile::TM)), left + i);
        }
#pragma unroll
        for (int j = 0; j < Tile::TN; j += 4) {
            spread(load4(b + k * TILE_PIXELS + j * (TILE_PIXELS / Tile::TN)), right + j);
        }
#pragma unroll
        for (int i = 0; i < Tile::TM; i++) {
#pragma unroll
            for (int j = 0; j < Tile::TN; j++) {
                sum[i][j] = fmaf(left[i], right[j], sum[i][j]);
            }
        }
    }
}

// Stores four neighbouring pixels, from p on, of the TM rows that begin at row.
template <class Tile>
__device__ inline void store_quad(const Correlation& g, int p, int row, const float (&sum)[Tile::TM][Tile::TN], int j) {
    int plane = g.high * g.wide;
    int pixels = g.images * plane;
    bool lined = g.across == 1 && g.down == g.wide;
    if (p < pixels && lined && plane % 4 == 0 && aligned16(g.y)) {
        float* to = g.y + (p / plane) * g.image + p % plane;
#pragma unroll
        for (int i = 0; i < Tile::TM; i++) {
            int r = row + i / 4 * (4 * Tile::ROWS / Tile::TM) + i % 4;
            if (r < g.rows) {
                float* q = to + static_cast<long long>(r) * g.row;
                // Adding -0 changes nothing, not even a zero's sign.
                float shift = g.bias == nullptr ? -0.f : g.bias[r];
                float4 v = make_float4(
                    sum[i][j] + shift, sum[i][j + 1] + shift, sum[i][j + 2] + shift, sum[i][j + 3] + shift);
                if (g.beta != 0) {
                    float4 old = load4(q);
                    v = make_float4(
                        fmaf(g.beta, old.x, v.x), fmaf(g.beta, old.y, v.y), fmaf(g.beta, old.z, v.z),
                        fmaf(g.beta, old.w, v.w));
                }
                store4(q, v);
            }
        }
        return;
    }
#pragma unroll
    for (int e = 0; e < 4; e++) {
        int image = (p + e) / plane;
        int rest = (p + e) % plane;
        float* to = g.y + image * g.image + static_cast<long long>(rest / g.wide) * g.down + rest % g.wide * g.across;
#pragma unroll
        for (int i = 0; i < Tile::TM; i++) {
            int r = row + i / 4 * (4 * Tile::ROWS / Tile::TM) + i % 4;
            if (p + e < pixels && r < g.rows) {
                float* q = to + static_cast<long long>(r) * g.row;
                *q = put(sum[i][j + e] + (g.bias == nullptr ? -0.f : g.bias[r]), g.beta, q);
            }
        }
    }
}

/**
 * One tile of the result. Terms are added in the order c, ty, tx.
 * While one step is multiplied, the next is on its way to registers.
 */
template <class Tile, template <class> class Kind>
__device__ inline void correlate(const Correlation& g) {
    using Window = Kind<Tile>;
    constexpr int STEP = Window::DEPTH * (Tile::STRIDE + TILE_PIXELS);
    constexpr int SIZE = 2 * STEP / 4 + Window::TABLE;
    SHARED(float4, operands, SIZE);
    float* shared = reinterpret_cast<float*>(operands);
    if (g.pixel >= g.images * g.high * g.wide) {
        return;
    }
    Place<Tile::ROWS / Tile::TM, TILE_PIXELS / Tile::TN> place;
    Window window(g, g.pixel + threadIdx.x, operands + 2 * STEP / 4);
    float sum[Tile::TM][Tile::TN];
#pragma unroll
    for (int i = 0; i < Tile::TM; i++) {
#pragma unroll
        for (int j = 0; j < Tile::TN; j++) {
            sum[i][j] = 0;
        }
    }
    int steps = window.steps();
    if (steps > 0) {
        window.load(0);
        window.store(shared);
        __syncthreads();
    }
    for (int s = 0; s < steps; s++) {
        const float* now = shared + s % 2 * STEP;
        bool more = s + 1 < steps;
        if (more) {
            window.load(s + 1);
        }
        multiply<Tile, Window::DEPTH>(now, now + Window::DEPTH * Tile::STRIDE, place.down, place.wide, sum);
        if (more) {
            window.store(shared + (s + 1) % 2 * STEP);
            __syncthreads();
        }
    }
#pragma unroll
    for (int j = 0; j < Tile::TN; j += 4) {
        int p = g.pixel + j * (TILE_PIXELS / Tile::TN) + 4 * place.wide;
        store_quad<Tile>(g, p, g.first + 4 * place.down, sum, j);
    }
}

template <class Tile>
using One = SquareWindow<Tile, 1, 16>;

template <class Tile>
using Three = SquareWindow<Tile, 3, Tile::TM == 8 ? 2 : 3>;

template <class Tile>
using Five = SquareWindow<Tile, 5, 1>;

template <class Tile>
using Any = AnyWindow<Tile>;

using Tile64 = CorrelationTile<64, 8, 8>;
using Tile32 = CorrelationTile<32, 4, 8>;
using Tile16 = CorrelationTile<16, 4, 4>;
