// Two sums over each channel of x of n examples by c channels by planes of hw elements, in double, whole or in parts.
#pragma once

#include "held_row.cuh"
#include "row_sums.cuh"

/** Examples that a block of columns reads at a time. */
constexpr int ROWS = 8;

/** Two sums of a channel: of x and x^2, or of dy and dy (x - mean). */
struct Moments {
    double first = 0;
    double second = 0;

    __device__ void add(float v) {
        double d = v;
        first += d;
        second += d * d;
    }

    __device__ void add(float a, float b) {
        first += a;
        second += b;
    }

    /** Stores them as four rows of c floats. */
    __device__ void store(float* partial, int c, int channel, int part) const {
        float2 a = halves_of(first);
        float2 b = halves_of(second);
        float* to = partial + 4 * static_cast<long long>(part) * c + channel;
        to[0] = a.x;
        to[c] = a.y;
        to[2 * c] = b.x;
        to[3 * c] = b.y;
    }

    __device__ void leave(const RowGroup& g, float* partial, int c, int channel, int part) const {
        if (g.lane == 0) {
            store(partial, c, channel, part);
        }
    }

    /** The sum of the parts of the channel that is row g, right in its first thread. */
    __device__ static Moments joined(const RowGroup& g, const float* partial, int c, int parts) {
        Moments m;
        for (int i = g.lane; i < parts; i += g.width) {
            const float* from = partial + 4 * static_cast<long long>(i) * c + g.row;
            m.first += whole_of(from[0], from[c]);
            m.second += whole_of(from[2 * c], from[3 * c]);
        }
        row_sums_of_doubles(g, m.first, m.second);
        return m;
    }

    /** Squares of floats are exact in double, so that little cancels here. */
    __device__ void statistics(double count, float eps, float* mean, float* variance, float* rstd) const {
        double each = 1 / count;
        double m = first * each;
        double v = (second - first * m) * each;
        *mean = static_cast<float>(m);
        // NaN stays.
        *variance = static_cast<float>(v < 0 ? 0 : v);
        *rstd = 1 / sqrtf(*variance + eps);
    }

    __device__ void sums(float rstd, float* sum, float* sum_xhat) const {
        *sum = static_cast<float>(first);
        *sum_xhat = static_cast<float>(second * rstd);
    }
};

/** The planes of one channel of the examples {@code from} to {@code to}, dealt to {@code width} threads. */
struct Planes {
    int c;
    int hw;
    int channel;
    int from;
    int to;
    int lane;
    int width;

    __device__ static Planes part_of(const RowGroup& g, int n, int c, int hw, int part) {
        int from = blockIdx.y * part;
        int to = n - from < part ? n : from + part;
        return {c, hw, static_cast<int>(blockIdx.x), from, to, g.lane, g.width};
    }

    /** Calls use(get(offset)) for each own pack of P elements, the packs of one plane after those of another. */
    template <int P, class Get, class Use>
    __device__ void each(Get get, Use use) const {
        constexpr int AHEAD = 4;
        int packs = hw / P;
        int i = from + lane / packs;
        int r = lane % packs;
        int di = width / packs;
        int dr = width % packs;
        while (i < to) {
            decltype(get(0LL)) v[AHEAD];
            bool there[AHEAD];
#pragma unroll
            for (int u = 0; u < AHEAD; u++) {
                there[u] = i < to;
                if (there[u]) {
                    v[u] = get((i * static_cast<long long>(c) + channel) * hw + r * P);
                }
                i += di;
                r += dr;
                if (r >= packs) {
                    r -= packs;
                    i++;
                }
            }
#pragma unroll
            for (int u = 0; u < AHEAD; u++) {
                if (there[u]) {
                    use(v[u]);
                }
            }
        }
    }
};

/** A thread's share of the sums of x and x^2. */
__device__ inline Moments moments_of(const Planes& p, const float* x) {
    Moments m;
    if (p.hw % 4 == 0 && aligned16(x)) {
        p.each<4>([&](long long at) { return load4(x + at); },
            [&](const float4& v) {
                m.add(v.x);
                m.add(v.y);
                m.add(v.z);
                m.add(v.w);
            });
    } else {
        p.each<1>([&](long long at) { return x[at]; }, [&](float v) { m.add(v); });
    }
    return m;
}

/** A thread's share of the sums of dy and dy (x - mean). */
__device__ inline Moments products_of(const Planes& p, const float* x, const float* dy, float mean) {
    struct Fours {
        float4 x;
        float4 dy;
    };
    Moments m;
    if (p.hw % 4 == 0 && aligned16(x) && aligned16(dy)) {
        p.each<4>([&](long long at) { return Fours{load4(x + at), load4(dy + at)}; },
            [&](const Fours& v) {
                float s = (v.x.x - mean) * v.dy.x;
                s = fmaf(v.x.y - mean, v.dy.y, s);
                s = fmaf(v.x.z - mean, v.dy.z, s);
                s = fmaf(v.x.w - mean, v.dy.w, s);
                m.add((v.dy.x + v.dy.y) + (v.dy.z + v.dy.w), s);
            });
    } else {
        p.each<1>([&](long long at) { return make_float2(x[at], dy[at]); },
            [&](const float2& v) { m.add(v.y, (v.x - mean) * v.y); });
    }
    return m;
}

/** Where a thread of a block of WARP channels by ROWS examples stands, planes being single elements. */
struct Column {
    int channel;
    int from;
    int to;

    __device__ Column(int n, int c, int part)
        : channel(blockIdx.x * WARP + threadIdx.x), from(blockIdx.y * part + threadIdx.y) {
        int first = blockIdx.y * part;
        to = channel >= c ? from : n - first < part ? n : first + part;
    }

    /** Adds the sums of a block's rows, in their order, and stores them. Every thread of the block calls it. */
    __device__ void leave(Moments m, float* partial, int c) const {
        SHARED(double, first, WARP * ROWS);
        SHARED(double, second, WARP * ROWS);
        int at = threadIdx.y * WARP + threadIdx.x;
        first[at] = m.first;
        second[at] = m.second;
        __syncthreads();
        if (threadIdx.y != 0 || channel >= c) {
            return;
        }
        for (int r = 1; r < ROWS; r++) {
            m.first += first[r * WARP + threadIdx.x];
            m.second += second[r * WARP + threadIdx.x];
        }
        m.store(partial, c, channel, blockIdx.y);
    }
};
