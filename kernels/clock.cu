// What makes one step differ from the next: step, cursor, epoch, and the values of the schedules.
#include "philox.cuh"

/** step += by, cursor += batch; then values[c] = table[c][min(step, steps - 1)]. By the first block alone. */
extern "C" __global__ void clock_advance(
    int* state, float* values, const float* table, int channels, int steps, int by, int batch) {
    if (blockIdx.x != 0) {
        return;
    }
    int step = state[CLOCK_STEP] + by;
    int row = step < steps - 1 ? step : steps - 1;
    for (int c = threadIdx.x; c < channels; c += blockDim.x) {
        values[c] = table[c * static_cast<long long>(steps) + row];
    }
    __syncthreads();  // every thread has read the step
    if (threadIdx.x == 0) {
        state[CLOCK_STEP] = step;
        state[CLOCK_CURSOR] += batch;
    }
}

extern "C" __global__ void clock_next_epoch(int* state) {
    if (thread_index() == 0) {
        state[CLOCK_EPOCH]++;
        state[CLOCK_CURSOR] = 0;
    }
}
