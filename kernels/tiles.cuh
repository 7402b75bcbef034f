// How the threads of a block divide a tile of a matrix product.
#pragma once

#include "common.cuh"

constexpr int TILE_THREADS = 128;

__device__ inline int ceil_of(int n, int d) {
    return (n + d - 1) / d;
}

/**
 * Place of a thread among DOWN by WIDE threads, DOWN a multiple of 4 and WIDE of 8. A warp is 4 by 8, so that it reads
 * 4 pieces of one operand and 8 of the other; threads beyond DOWN * WIDE begin again as the next group.
 */
template <int DOWN, int WIDE>
struct Place {
    static_assert(DOWN % 4 == 0 && WIDE % 8 == 0 && TILE_THREADS % (DOWN * WIDE) == 0, "whole warps");
    static constexpr int GROUPS = TILE_THREADS / (DOWN * WIDE);
    int down;
    int wide;
    int group;

    __device__ Place() {
        int lane = threadIdx.x % WARP;
        int warp = threadIdx.x / WARP;
        group = warp / (DOWN * WIDE / WARP);
        warp %= DOWN * WIDE / WARP;
        down = warp % (DOWN / 4) * 4 + lane / 8;
        wide = warp / (DOWN / 4) * 8 + lane % 8;
    }
};
