// The account of each training example: tracked values, predictions, the history of being right, sums of losses.
#include "philox.cuh"

/** Row index[j] of values and predictions takes what was tracked of example j; no index comes twice. */
extern "C" __global__ void ledger_scatter(
    const float* tracked,
    const int* prediction,
    const int* index,
    float* values,
    int* predictions,
    int n,
    int columns) {
    long long j = thread_index();
    if (j >= n) {
        return;
    }
    int row = index[j];
    for (int c = 0; c < columns; c++) {
        values[row * static_cast<long long>(columns) + c] = tracked[j * columns + c];
    }
    predictions[row] = prediction[j];
}

/** column[index[j]] = source[j][from]; no index comes twice. */
extern "C" __global__ void __launch_bounds__(1024) ledger_column(
    const float* source, const int* index, float* column, int n, int width, int from) {
    long long j = thread_index();
    if (j < n) {
        column[index[j]] = source[j * width + from];
    }
}

/** history[index[j]] = epoch, from 1, when first right, or -1; how often right and then wrong; right the last time. */
extern "C" __global__ void ledger_history(
    const int* prediction, const int* given, const int* index, const int* state, int* history, int n) {
    long long j = thread_index();
    if (j >= n) {
        return;
    }
    int* row = history + 3 * static_cast<long long>(index[j]);
    bool right = prediction[j] == given[j];
    if (right && row[0] < 0) {
        row[0] = state[CLOCK_EPOCH] + 1;
    }
    if (!right && row[2] == 1) {
        row[1]++;
    }
    row[2] = right ? 1 : 0;
}

/** sum += total of one column of the tracked values, in double, by one block. */
extern "C" __global__ void __launch_bounds__(256) ledger_add_column(
    const float* tracked, float* sum, int n, int columns, int column) {
    SHARED(double, parts, 256);
    int t = threadIdx.x;
    double total = 0;
    for (int j = t; j < n; j += blockDim.x) {
        total += tracked[j * static_cast<long long>(columns) + column];
    }
    parts[t] = total;
    for (int half = blockDim.x / 2; half > 0; half /= 2) {
        __syncthreads();
        if (t < half) {
            parts[t] += parts[t + half];
        }
    }
    if (t == 0) {
        *sum += static_cast<float>(parts[0]);
    }
}
