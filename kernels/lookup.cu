// Rows of a table by index: y[i] = table[index[i]], and its gradient, summed in the order of i.
#include "four.cuh"
#include "table_sums.cuh"

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
    if (g.row == 0) {
        for (int i = g.lane; i < n; i += g.width) {
            within(FAULT_INDEX, index[i], vocabulary);
        }
    }
    table_row(g, static_cast<int>(g.row), index, dy, dtable + g.row * width, beta, n, width);
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
