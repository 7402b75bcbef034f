// Which examples come next, bringing them together, and what a model says of them.
#include "four.cuh"
#include "philox.cuh"

namespace {

constexpr int ROUNDS = 8;

/** The finaliser of MurmurHash3 (Appleby). */
__device__ inline unsigned mix(unsigned h) {
    h ^= h >> 16;
    h *= 0x85EBCA6Bu;
    h ^= h >> 13;
    h *= 0xC2B2AE35u;
    return h ^ h >> 16;
}

/** One round of a Feistel network on twice `half` bits. */
__device__ inline void feistel(unsigned& left, unsigned& right, unsigned key, unsigned mask) {
    unsigned next = left ^ (mix(right ^ key) & mask);
    left = right;
    right = next;
}

__device__ inline int cursor_of(const int* state) {
    return state == nullptr ? 0 : state[CLOCK_CURSOR];
}

/** Uniform in -crop..crop. */
__device__ inline int moved_by(unsigned word, int crop) {
    return static_cast<int>(__umulhi(word, 2 * crop + 1)) - crop;
}

/** How the image of one example is moved and mirrored. */
struct Move {
    int dx;
    int dy;
    bool mirrored;

    __device__ Move(const int* clock, unsigned example, int crop, int flip, int site)
        : dx(0), dy(0), mirrored(false) {
        if (crop <= 0 && flip <= 0) {
            return;
        }
        uint4 bits = philox(
            example, 0, site, clock[CLOCK_STEP], clock[CLOCK_SEED_LOW], clock[CLOCK_SEED_HIGH]);
        dx = moved_by(bits.x, crop);
        dy = moved_by(bits.y, crop);
        mirrored = flip > 0 && (bits.z & 1) == 1;
    }

    /** What lands in row r, column q of a plane; what comes from outside is 0. */
    __device__ int pixel(const unsigned char* plane, int h, int w, int r, int q) const {
        int sr = r + dy;
        int sq = (mirrored ? w - 1 - q : q) + dx;
        return sr >= 0 && sr < h && sq >= 0 && sq < w ? plane[sr * w + sq] : 0;
    }
};

/** The larger value with its column: the first of equals, NaN only where all are. */
struct Best {
    float value;
    int column;

    __device__ void take(float v, int c) {
        bool more = v > value || (value != value && v == v);
        bool same = v == value || (value != value && v != v);
        if (more || (same && c < column)) {
            value = v;
            column = c;
        }
    }

    __device__ void join(unsigned mask, int threads) {
        for (int d = threads / 2; d > 0; d /= 2) {
            float v = __shfl_xor_sync(mask, value, d, threads);
            int c = __shfl_xor_sync(mask, column, d, threads);
            take(v, c);
        }
    }
};

constexpr int NO_COLUMN = 0x7fffffff;

}  // namespace

/** order = a permutation of 0..n-1 drawn by seed, epoch and site: a Feistel network, walked until it is below n. */
extern "C" __global__ void permutation(const int* state, int* order, int n, int site) {
    long long i = thread_index();
    if (i >= n) {
        return;
    }
    int half = 1;
    while (half < 16 && (static_cast<unsigned>(n - 1) >> (2 * half)) != 0) {
        half++;
    }
    unsigned mask = (1u << half) - 1;
    unsigned keys[ROUNDS];
#pragma unroll
    for (int b = 0; b < ROUNDS; b += 4) {
        uint4 words =
            philox(b, 0, site, state[CLOCK_EPOCH], state[CLOCK_SEED_LOW], state[CLOCK_SEED_HIGH]);
        keys[b] = words.x;
        keys[b + 1] = words.y;
        keys[b + 2] = words.z;
        keys[b + 3] = words.w;
    }
    unsigned v = static_cast<unsigned>(i);
    do {
        unsigned left = v >> half;
        unsigned right = v & mask;
#pragma unroll
        for (int k = 0; k < ROUNDS; k++) {
            feistel(left, right, keys[k], mask);
        }
        v = left << half | right;
    } while (v >= static_cast<unsigned>(n));
    order[i] = static_cast<int>(v);
}

/** x = scale[c] pixel + shift[c] of the images order[cursor + j], each moved and mirrored at random. */
PER_THREAD(4)
extern "C" __global__ void gather_images(
    const unsigned char* pixels,
    const int* order,
    const int* state,
    const int* clock,
    const float* scale,
    const float* shift,
    float* x,
    int* index,
    int batch,
    int channels,
    int height,
    int width,
    int crop,
    int flip,
    int site) {
    int size = height * width;
    Four i(static_cast<long long>(batch) * channels * size);
    if (i.count <= 0) {
        return;
    }
    order += cursor_of(state);
    unsigned plane = static_cast<unsigned>(i.at) / size;
    int at = static_cast<unsigned>(i.at) % size;
    int j = plane / channels;
    int c = plane % channels;
    if (at + i.count <= size) {
        int row = order[j];
        if (c == 0 && at == 0) {
            index[j] = row;
        }
        Move move(clock, j, crop, flip, site);
        const unsigned char* from = pixels + (static_cast<long long>(row) * channels + c) * size;
        int r = at / width;
        int q = at % width;
        float v[4];
#pragma unroll
        for (int k = 0; k < 4; k++) {
            v[k] = k < i.count ? fmaf(move.pixel(from, height, width, r, q), scale[c], shift[c]) : 0;
            if (++q == width) {
                q = 0;
                r++;
            }
        }
        i.store(x, make_float4(v[0], v[1], v[2], v[3]));
        return;
    }
    // The four lie in more than one plane.
#pragma unroll 1
    for (int k = 0; k < i.count; k++) {
        int row = order[j];
        if (c == 0 && at == 0) {
            index[j] = row;
        }
        Move move(clock, j, crop, flip, site);
        const unsigned char* from = pixels + (static_cast<long long>(row) * channels + c) * size;
        x[i.at + k] = fmaf(move.pixel(from, height, width, at / width, at % width), scale[c], shift[c]);
        if (++at == size) {
            at = 0;
            if (++c == channels) {
                c = 0;
                j++;
            }
        }
    }
}

/** x = scale feature + shift, column by column, of the rows order[cursor + j]. */
PER_THREAD(4)
extern "C" __global__ void gather_rows(
    const float* features,
    const int* order,
    const int* state,
    const float* scale,
    const float* shift,
    float* x,
    int* index,
    int batch,
    int d) {
    Four i(batch * static_cast<long long>(d));
    if (i.count <= 0) {
        return;
    }
    order += cursor_of(state);
    unsigned j = static_cast<unsigned>(i.at) / d;
    int c = static_cast<unsigned>(i.at) % d;
    if (i.count == 4 && c + 4 <= d) {
        int row = order[j];
        if (c == 0) {
            index[j] = row;
        }
        float4 v = any4(features + row * static_cast<long long>(d) + c);
        float4 m = any4(scale + c);
        float4 b = any4(shift + c);
        i.store(x, make_float4(fmaf(v.x, m.x, b.x), fmaf(v.y, m.y, b.y), fmaf(v.z, m.z, b.z), fmaf(v.w, m.w, b.w)));
        return;
    }
    for (int k = 0; k < i.count; k++) {
        int row = order[j];
        if (c == 0) {
            index[j] = row;
        }
        x[i.at + k] = fmaf(features[row * static_cast<long long>(d) + c], scale[c], shift[c]);
        if (++c == d) {
            c = 0;
            j++;
        }
    }
}

extern "C" __global__ void gather_ints(const int* table, const int* index, int* y, int n) {
    long long j = thread_index();
    if (j < n) {
        y[j] = table[index[j]];
    }
}

extern "C" __global__ void gather_floats(const float* table, const int* index, float* y, int n) {
    long long j = thread_index();
    if (j < n) {
        y[j] = table[index[j]];
    }
}

/** prediction = column of the largest value of each row, the first of equals, NaN only where all are. */
extern "C" __global__ void __launch_bounds__(1024) argmax_rows(
    const float* x, int* prediction, int rows, int columns) {
    RowGroup g;
    if (g.row >= rows) {
        return;
    }
    const float* row = x + g.row * columns;
    Best best{NAN, NO_COLUMN};
    for (int c = g.lane; c < columns; c += g.width) {
        best.take(row[c], c);
    }
    best.join(g.mask, g.width < WARP ? g.width : WARP);
    if (g.width > WARP) {
        SHARED(float, values, WARP);
        SHARED(int, at, WARP);
        int warp = g.lane / WARP;
        int lane = g.lane % WARP;
        if (lane == 0) {
            values[warp] = best.value;
            at[warp] = best.column;
        }
        __syncthreads();
        bool there = lane < g.width / WARP;
        best = Best{there ? values[lane] : NAN, there ? at[lane] : NO_COLUMN};
        best.join(FULL, WARP);
    }
    if (g.lane == 0) {
        prediction[g.row] = best.column;
    }
}
