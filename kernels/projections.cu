// Products with matrices of random signs, which are drawn where they are needed: bit c % 32 of word c % 128 / 32 of the
// block of counter (c / 128, j, stream, 0) is the sign of column c in row j.
#include "philox.cuh"

namespace {

constexpr int DRAWN = 128;     // signs of one block of random numbers
constexpr int TALL = 32;       // rows of a tile, one for each lane
constexpr int WIDE = 8;        // numbers of a tile, one for each warp
constexpr int PITCH = DRAWN + 1;

}  // namespace

/**
 * y[r, j] = scale times the sum of x[r, c] s[j, c]. Grid: x the tiles of 32 rows, y those of 8 numbers; blocks of 256
 * threads. Each adds its columns in order.
 */
extern "C" __global__ void __launch_bounds__(256) sign_project(
    const float* x, float* y, float scale, int rows, int columns, int k, int stream, int low, int high) {
    SHARED(float, tile, TALL * PITCH);
    SHARED(unsigned, words, WIDE * 4);
    int lane = threadIdx.x % TALL;
    int warp = threadIdx.x / TALL;
    int first = blockIdx.x * TALL;
    int row = first + lane;
    int j = blockIdx.y * WIDE + warp;
    float total = 0;
    for (int c = 0; c < columns; c += DRAWN) {
        __syncthreads();
        for (int e = threadIdx.x; e < TALL * DRAWN; e += TALL * WIDE) {
            int r = first + e / DRAWN;
            int at = c + e % DRAWN;
            bool inside = r < rows && at < columns;
            tile[e / DRAWN * PITCH + e % DRAWN] = inside ? x[static_cast<long long>(r) * columns + at] : 0;
        }
        if (lane == 0) {
            uint4 drawn = philox(c / DRAWN, j, stream, 0, low, high);
            words[4 * warp] = drawn.x;
            words[4 * warp + 1] = drawn.y;
            words[4 * warp + 2] = drawn.z;
            words[4 * warp + 3] = drawn.w;
        }
        __syncthreads();
        for (int w = 0; w < 4; w++) {
            unsigned word = words[4 * warp + w];
#pragma unroll 8
            for (int b = 0; b < 32; b++) {
                float v = tile[lane * PITCH + 32 * w + b];
                total += (word >> b & 1) == 0 ? v : -v;
            }
        }
    }
    if (row < rows && j < k) {
        y[static_cast<long long>(row) * k + j] = scale * total;
    }
}

/** y[r, j] = s[j, index[r]]. */
extern "C" __global__ void sign_lookup(const int* index, float* y, int rows, int k, int stream, int low, int high) {
    long long i = thread_index();
    if (i < static_cast<long long>(rows) * k) {
        int c = index[i / k];
        uint4 drawn = philox(c / DRAWN, static_cast<unsigned>(i % k), stream, 0, low, high);
        int w = c % DRAWN / 32;
        unsigned word = w == 0 ? drawn.x : w == 1 ? drawn.y : w == 2 ? drawn.z : drawn.w;
        y[i] = (word >> c % 32 & 1) == 0 ? 1 : -1;
    }
}
