// Philox4x32-10 (Salmon et al., SC 2011): the counter-based random numbers of dev.lethe.Philox, bit for bit.
#pragma once

#include "common.cuh"

// Positions in the state of the clock, as in dev.lethe.ClockState.
constexpr int CLOCK_STEP = 0;
constexpr int CLOCK_SEED_LOW = 1;
constexpr int CLOCK_SEED_HIGH = 2;
constexpr int CLOCK_CURSOR = 3;
constexpr int CLOCK_EPOCH = 4;

/** Ten rounds on the counter (block, 0, site, step) with the key (low, high). */
__device__ inline uint4 philox(unsigned c0, unsigned c1, unsigned c2, unsigned c3, unsigned k0, unsigned k1) {
    for (int round = 0; round < 10; round++) {
        unsigned h0 = __umulhi(0xD2511F53u, c0);
        unsigned l0 = 0xD2511F53u * c0;
        unsigned h1 = __umulhi(0xCD9E8D57u, c2);
        unsigned l1 = 0xCD9E8D57u * c2;
        c0 = h1 ^ c1 ^ k0;
        c1 = l1;
        c2 = h0 ^ c3 ^ k1;
        c3 = l0;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    return make_uint4(c0, c1, c2, c3);
}

/** A word as a uniform number in [0, 1), a multiple of 2^-24. */
__device__ inline float uniform_of(unsigned word) {
    return static_cast<float>(word >> 8) * 0x1p-24f;
}
