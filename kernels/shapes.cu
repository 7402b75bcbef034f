// Values moved to other places: blocks of rows pasted and cut, axes permuted.
#include "four.cuh"

/** y[r][first + c] = x[r][c], y of rows of stride. */
PER_THREAD(4)
extern "C" __global__ void paste(const float* x, float* y, int rows, int width, int stride, int first) {
    Four i(rows * static_cast<long long>(width));
    if (i.count <= 0) {
        return;
    }
    unsigned r = static_cast<unsigned>(i.at) / width;
    int c = static_cast<unsigned>(i.at) % width;
    float4 v = i.load(x);
    float* to = y + r * static_cast<long long>(stride) + first;
    if (i.count == 4 && c + 4 <= width) {
        store_any4(to + c, v);
        return;
    }
    float values[4] = {v.x, v.y, v.z, v.w};
#pragma unroll
    for (int k = 0; k < 4; k++) {
        if (k < i.count) {
            to[c] = values[k];
        }
        if (++c == width) {
            c = 0;
            to += stride;
        }
    }
}

/** y[r][c] = x[r][first + c] + beta y[r][c], x of rows of stride. */
PER_THREAD(4)
extern "C" __global__ void cut(
    const float* x, float* y, float beta, int rows, int width, int stride, int first) {
    Four i(rows * static_cast<long long>(width));
    if (i.count <= 0) {
        return;
    }
    unsigned r = static_cast<unsigned>(i.at) / width;
    int c = static_cast<unsigned>(i.at) % width;
    const float* from = x + r * static_cast<long long>(stride) + first;
    if (i.count == 4 && c + 4 <= width) {
        i.put(y, any4(from + c), beta);
        return;
    }
    float v[4];
#pragma unroll
    for (int k = 0; k < 4; k++) {
        v[k] = k < i.count ? from[c] : 0;
        if (++c == width) {
            c = 0;
            from += stride;
        }
    }
    i.put(y, make_float4(v[0], v[1], v[2], v[3]), beta);
}

/** dx[r][first + c] = dy[r][c] + beta dx[r][first + c], and beta dx elsewhere: 0 for beta 0, untouched for 1. */
PER_THREAD(4)
extern "C" __global__ void cut_backward(
    const float* dy, float* dx, float beta, int rows, int width, int stride, int first) {
    Four i(rows * static_cast<long long>(stride));
    if (i.count <= 0) {
        return;
    }
    unsigned r = static_cast<unsigned>(i.at) / stride;
    int q = static_cast<unsigned>(i.at) % stride;
    const float* from = dy + r * static_cast<long long>(width) - first;
    float4 old = beta == 0 ? make_float4(0, 0, 0, 0) : i.load(dx);
    float v[4] = {old.x, old.y, old.z, old.w};
#pragma unroll
    for (int k = 0; k < 4; k++) {
        if (k < i.count && q >= first && q < first + width) {
            v[k] = put(from[q], beta, &v[k]);
        } else if (beta != 0 && beta != 1) {
            v[k] = fmaf(v[k], beta, 0);
        }
        if (++q == stride) {
            q = 0;
            from += width;
        }
    }
    i.store(dx, make_float4(v[0], v[1], v[2], v[3]));
}

/** y[i0]..[i4] = x[i0 s0 + .. + i4 s4] + beta y, y of extents d0..d4. */
PER_THREAD(4)
extern "C" __global__ void permute(
    const float* x,
    float* y,
    float beta,
    int d0,
    int d1,
    int d2,
    int d3,
    int d4,
    int s0,
    int s1,
    int s2,
    int s3,
    int s4) {
    Four i(static_cast<long long>(d0) * d1 * d2 * d3 * d4);
    if (i.count <= 0) {
        return;
    }
    unsigned left = static_cast<unsigned>(i.at);
    int c4 = left % d4;
    left /= d4;
    int c3 = left % d3;
    left /= d3;
    int c2 = left % d2;
    left /= d2;
    int c1 = left % d1;
    int c0 = left / d1;
    // Below the size of x, which is below 2^31.
    int source = c0 * s0 + c1 * s1 + c2 * s2 + c3 * s3 + c4 * s4;
    if (i.count == 4 && s4 == 1 && c4 + 4 <= d4) {
        i.put(y, any4(x + source), beta);
        return;
    }
    float v[4];
#pragma unroll
    for (int k = 0; k < 4; k++) {
        v[k] = k < i.count ? x[source] : 0;
        source += s4;
        if (++c4 == d4) {
            c4 = 0;
            source += s3 - d4 * s4;
            if (++c3 == d3) {
                c3 = 0;
                source += s2 - d3 * s3;
                if (++c2 == d2) {
                    c2 = 0;
                    source += s1 - d2 * s2;
                    if (++c1 == d1) {
                        c1 = 0;
                        source += s0 - d1 * s1;
                    }
                }
            }
        }
    }
    i.put(y, make_float4(v[0], v[1], v[2], v[3]), beta);
}

/**
 * As permute where the last axis of y is not the last of x, by tiles of 32 by 32 that are read along the one and
 * written along the other. Rows are the axis of y that has stride 1 in x, at distance row_step in y; columns the last
 * of y, at distance column_step in x; three axes are left, of extents d, distances s in x and t in y. Blocks are (32, 8).
 */
extern "C" __global__ void __launch_bounds__(256) permute_tiles(
    const float* x,
    float* y,
    float beta,
    int rows,
    int row_step,
    int columns,
    int column_step,
    int d1,
    int d2,
    int s0,
    int s1,
    int s2,
    int t0,
    int t1,
    int t2) {
    SHARED(float, tile, 32 * 33);
    unsigned left = blockIdx.x;
    unsigned across = (columns + 31) / 32;
    unsigned down = (rows + 31) / 32;
    int c0 = 32 * (left % across);
    left /= across;
    int r0 = 32 * (left % down);
    left /= down;
    int i2 = left % d2;
    left /= d2;
    int i1 = left % d1;
    int i0 = left / d1;
    const float* from = x + i0 * s0 + i1 * s1 + i2 * s2;
    float* to = y + i0 * t0 + i1 * t1 + i2 * t2;
    for (int k = threadIdx.y; k < 32; k += blockDim.y) {
        int r = r0 + threadIdx.x;
        int c = c0 + k;
        if (r < rows && c < columns) {
            tile[k * 33 + threadIdx.x] = from[c * column_step + r];
        }
    }
    __syncthreads();
    for (int k = threadIdx.y; k < 32; k += blockDim.y) {
        int r = r0 + k;
        int c = c0 + threadIdx.x;
        if (r < rows && c < columns) {
            float* p = to + r * row_step + c;
            *p = put(tile[threadIdx.x * 33 + k], beta, p);
        }
    }
}
