// Products with matrices of random signs, which are drawn where they are used and never stored.
#include "philox.cuh"

namespace {

/** Rows and lines of signs of a tile, as in dev.lethe.cuda.ExamplePlans, and columns that it takes at a time. */
constexpr int ROWS = 32;
constexpr int LINES = 32;
constexpr int BLOCK = 128;
constexpr int THREADS = 256;
/** Rows of a thread. */
constexpr int OWN = ROWS * LINES / THREADS;

/** x where the lowest bit is 0, -x where it is 1. */
__device__ inline float with_sign(float x, unsigned bits) {
    return __uint_as_float(__float_as_uint(x) ^ bits << 31);
}

}  // namespace

/**
 * y[r][j] = scale times the sum over c of x[r][c] s(j, c), s(j, c) being the sign in bit c mod 128 of the block
 * (c / 128, j, stream, 0) of the generator. Grid: x the tiles of rows, y those of lines, z the parts of the columns; part
 * z is put at y + z rows k. A warp has OWN rows, and each of its threads a line of signs.
 */
extern "C" __global__ void __launch_bounds__(256) sign_project(
    const float* x, float* y, float scale, int rows, int columns, int k, int stream, int seedlow, int seedhigh) {
    SHARED(float4, tile, ROWS * BLOCK / 4);
    float* xs = reinterpret_cast<float*>(tile);
    int blocks = columns / BLOCK + (columns % BLOCK != 0 ? 1 : 0);
    int each = (blocks + gridDim.z - 1) / gridDim.z;
    int begin = min(blocks, static_cast<int>(blockIdx.z) * each);
    int end = min(blocks, begin + each);
    int top = blockIdx.x * ROWS;
    int j = blockIdx.y * LINES + threadIdx.x % WARP;
    int own = threadIdx.x / WARP * OWN;
    float total[OWN] = {};
    for (int b = begin; b < end; b++) {
        __syncthreads();  // the tile before has been read
        for (int e = threadIdx.x; e < ROWS * BLOCK; e += THREADS) {
            int r = top + e / BLOCK;
            long long c = b * static_cast<long long>(BLOCK) + e % BLOCK;
            xs[e] = r < rows && c < columns ? x[r * static_cast<long long>(columns) + c] : 0;
        }
        __syncthreads();
        uint4 w = philox(b, j, stream, 0, seedlow, seedhigh);
        float sum[OWN] = {};
#pragma unroll
        for (int q = 0; q < 4; q++) {
            unsigned word = q == 0 ? w.x : q == 1 ? w.y : q == 2 ? w.z : w.w;
#pragma unroll
            for (int c = 0; c < WARP; c += 4) {
#pragma unroll
                for (int r = 0; r < OWN; r++) {
                    float4 v = tile[((own + r) * BLOCK + q * WARP + c) / 4];
                    sum[r] += with_sign(v.x, word);
                    sum[r] += with_sign(v.y, word >> 1);
                    sum[r] += with_sign(v.z, word >> 2);
                    sum[r] += with_sign(v.w, word >> 3);
                }
                word >>= 4;
            }
        }
#pragma unroll
        for (int r = 0; r < OWN; r++) {
            total[r] += sum[r];
        }
    }
    if (j >= k) {
        return;
    }
    float* to = y + blockIdx.z * (rows * static_cast<long long>(k));
#pragma unroll
    for (int r = 0; r < OWN; r++) {
        if (top + own + r < rows) {
            to[(top + own + r) * static_cast<long long>(k) + j] = scale * total[r];
        }
    }
}

/** y[r][j] = s(j, index[r]). */
extern "C" __global__ void sign_lookup(
    const int* index, float* y, int rows, int k, int stream, int seedlow, int seedhigh) {
    long long i = thread_index();
    if (i < static_cast<long long>(rows) * k) {
        int c = index[i / k];
        uint4 drawn = philox(c / BLOCK, static_cast<unsigned>(i % k), stream, 0, seedlow, seedhigh);
        int w = c % BLOCK / 32;
        unsigned word = w == 0 ? drawn.x : w == 1 ? drawn.y : w == 2 ? drawn.z : drawn.w;
        y[i] = with_sign(1, word >> c % 32);
    }
}
