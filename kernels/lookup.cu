// Rows of a table by index: y[i] = table[index[i]], and its gradient, summed in the order of i.
#include "four.cuh"

namespace {

/** Columns that a thread sums at once. */
constexpr int COLUMNS = 4;

/** Sums of rows of dy in the columns first + k step of this thread, k = 0..3. */
struct Sums {
    float t[COLUMNS] = {0, 0, 0, 0};
    bool any = false;

    __device__ void add(const float* row, int first, int step, int width) {
        any = true;
#pragma unroll
        for (int k = 0; k < COLUMNS; k++) {
            int c = first + k * step;
            if (c < width) {
                t[k] += row[c];
            }
        }
    }

    /** row = sum + beta row. Without any summand, beta 1 leaves it as it is. */
    __device__ void put_to(float* row, float beta, int first, int step, int width) const {
        if (!any && beta == 1) {
            return;
        }
#pragma unroll
        for (int k = 0; k < COLUMNS; k++) {
            int c = first + k * step;
            if (c < width) {
                row[c] = put(t[k], beta, row + c);
            }
        }
    }
};

}  // namespace

/** Rows of an index outside the table are 0. */
extern "C" __global__ void __launch_bounds__(1024) embedding_forward(
    const float* table, const int* index, float* y, int n, int vocabulary, int width) {
    RowGroup g;
    if (g.row >= n) {
        return;
    }
    int v = index[g.row];
    float* to = y + g.row * width;
    if (!within(FAULT_INDEX, v, vocabulary)) {
        for (int c = g.lane; c < width; c += g.width) {
            to[c] = 0;
        }
        return;
    }
    const float* from = table + v * static_cast<long long>(width);
    int whole = aligned16(from) && aligned16(to) ? width / 4 : 0;
    for (int c = g.lane; c < whole; c += g.width) {
        store4(to + 4 * c, load4(from + 4 * c));
    }
    for (int c = 4 * whole + g.lane; c < width; c += g.width) {
        to[c] = from[c];
    }
}

/** dtable[v] = sum of dy[i] over the i with index[i] = v + beta dtable[v]: every row looks through the whole index. */
extern "C" __global__ void __launch_bounds__(1024) embedding_backward(
    const int* index, const float* dy, float* dtable, float beta, int n, int vocabulary, int width) {
    RowGroup g;
    if (g.row >= vocabulary) {
        return;
    }
    // Each warp of a row looks for itself, so that nobody waits.
    int threads = g.width < WARP ? g.width : WARP;
    int lane = g.lane % threads;
    int shift = g.width < WARP ? threadIdx.y * blockDim.x % WARP : 0;
    if (g.row == 0) {
        for (int i = g.lane; i < n; i += g.width) {
            within(FAULT_INDEX, index[i], vocabulary);
        }
    }
    for (int first = 0; first < width; first += COLUMNS * g.width) {
        Sums sums;
        for (int base = 0; base < n; base += threads) {
            bool hit = n - base > lane && index[base + lane] == g.row;
            unsigned hits = __ballot_sync(g.mask, hit) >> shift;
            for (int i = base; hits != 0; i++, hits >>= 1) {
                if ((hits & 1) != 0) {
                    sums.add(dy + i * static_cast<long long>(width), first + g.lane, g.width, width);
                }
            }
        }
        sums.put_to(dtable + g.row * width, beta, first + g.lane, g.width, width);
    }
}

/** counts[v] += how often v stands in the index; counts begin as 0. */
extern "C" __global__ void embedding_count(const int* index, int* counts, int n, int vocabulary) {
    long long i = thread_index();
    if (i < n && within(FAULT_INDEX, index[i], vocabulary)) {
        atomicAdd(counts + index[i], 1);
    }
}

/** starts[v] = sum of the counts before v, for v = 0..vocabulary, and counts[v] = starts[v]. One block of 1024. */
extern "C" __global__ void __launch_bounds__(1024) embedding_starts(int* counts, int* starts, int vocabulary) {
    SHARED(int, warps, WARP);
    int t = threadIdx.x;
    int lane = t % WARP;
    int each = (vocabulary + 1023) / 1024;
    long long first = static_cast<long long>(t) * each;
    int own = 0;
    for (int k = 0; k < each && first + k < vocabulary; k++) {
        own += counts[first + k];
    }
    int before = own;  // after these steps with all before it, in the warp
    for (int d = 1; d < WARP; d *= 2) {
        int v = __shfl_up_sync(FULL, before, d, WARP);
        before += lane >= d ? v : 0;
    }
    if (lane == WARP - 1) {
        warps[t / WARP] = before;
    }
    __syncthreads();
    before -= own;
    for (int w = 0; w < t / WARP; w++) {
        before += warps[w];
    }
    for (int k = 0; k < each && first + k < vocabulary; k++) {
        int count = counts[first + k];
        starts[first + k] = before;
        counts[first + k] = before;
        before += count;
    }
    if (t == 1023) {
        starts[vocabulary] = before;
    }
}

/** Puts each i to those of its index, in any order; cursor[v] is the next free place of v. */
extern "C" __global__ void embedding_slots(
    const int* index, int* cursor, int* slots, int n, int vocabulary) {
    long long i = thread_index();
    if (i < n && index[i] >= 0 && index[i] < vocabulary) {
        slots[atomicAdd(cursor + index[i], 1)] = static_cast<int>(i);
    }
}

/** positions = slots with those of each index in ascending order: each i counts the smaller ones. */
extern "C" __global__ void embedding_order(
    const int* index, const int* starts, const int* slots, int* positions, int vocabulary) {
    long long p = thread_index();
    if (p >= starts[vocabulary]) {
        return;
    }
    int i = slots[p];
    int first = starts[index[i]];
    int last = starts[index[i] + 1];
    int rank = first;
    for (int q = first; q < last; q++) {
        rank += slots[q] < i ? 1 : 0;
    }
    positions[rank] = i;
}

/** As embedding_backward, with the positions of each row at hand. Over the rows of the table. */
extern "C" __global__ void __launch_bounds__(1024, 1) embedding_rows(
    const int* starts, const int* positions, const float* dy, float* dtable, float beta, int vocabulary, int width) {
    RowGroup g;
    if (g.row >= vocabulary) {
        return;
    }
    int from = starts[g.row];
    int to = starts[g.row + 1];
    for (int first = 0; first < width; first += COLUMNS * g.width) {
        Sums sums;
#pragma unroll 4
        for (int p = from; p < to; p++) {
            sums.add(dy + positions[p] * static_cast<long long>(width), first + g.lane, g.width, width);
        }
        sums.put_to(dtable + g.row * width, beta, first + g.lane, g.width, width);
    }
}
