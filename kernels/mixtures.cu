// An example of a batch and the one `partner` places after it, counted round, become one; which examples count.
#include "common.cuh"
#include "philox.cuh"

/** y = blend x + (1 - blend) other, and the other inside rows top..bottom-1 and columns left..right-1. */
extern "C" __global__ void mix_examples(
    const float* x,
    const float* blend,
    const float* top,
    const float* bottom,
    const float* left,
    const float* right,
    float* y,
    int n,
    int channels,
    int height,
    int width,
    int partner) {
    long long e = thread_index();
    int size = channels * height * width;
    if (e >= n * static_cast<long long>(size)) {
        return;
    }
    int i = static_cast<int>(e / size);
    int within_example = static_cast<int>(e % size);
    int r = within_example / width % height;
    int q = within_example % width;
    float other = x[(i + partner) % n * static_cast<long long>(size) + within_example];
    bool inside = r >= static_cast<int>(*top) && r < static_cast<int>(*bottom) && q >= static_cast<int>(*left)
        && q < static_cast<int>(*right);
    y[e] = inside ? other : fmaf(*blend, x[e], (1 - *blend) * other);
}

/** second = the other's label, mix = share. */
extern "C" __global__ void mix_labels(
    const int* labels, const float* share, int* second, float* mix, int n, int partner) {
    long long i = thread_index();
    if (i < n) {
        second[i] = labels[(i + partner) % n];
        mix[i] = *share;
    }
}

/** y = share table[index of i] + (1 - share) table[index of the other]. */
extern "C" __global__ void mix_memory(
    const float* table, const int* index, const float* share, float* y, int n, int k, int partner) {
    long long e = thread_index();
    if (e >= n * static_cast<long long>(k)) {
        return;
    }
    long long i = e / k;
    long long j = e % k;
    float own = table[index[i] * static_cast<long long>(k) + j];
    float other = table[index[(i + partner) % n] * static_cast<long long>(k) + j];
    y[e] = fmaf(*share, own, (1 - *share) * other);
}

/** table[index of i] = beta table[index of i] + (1 - beta) p; the indices of a batch differ. */
extern "C" __global__ void remember_rows(const float* p, const int* index, float* table, float beta, int n, int k) {
    long long e = thread_index();
    if (e < n * static_cast<long long>(k)) {
        float* m = table + index[e / k] * static_cast<long long>(k) + e % k;
        *m = fmaf(beta, *m, (1 - beta) * p[e]);
    }
}

/** weights = n / kept for the examples of smallest loss, 0 for the others; dev.lethe.cpu.Mixtures says more. */
extern "C" __global__ void small_losses(
    const float* values, const int* clock, float* weights, float forget, int ramp, int n, int columns) {
    long long i = thread_index();
    if (i >= n) {
        return;
    }
    int epoch = clock[CLOCK_EPOCH];
    float part = epoch < ramp ? forget * static_cast<float>(epoch) / static_cast<float>(ramp) : forget;
    int kept = n - static_cast<int>(part * static_cast<float>(n));
    kept = kept < 1 ? 1 : kept;
    float own = values[i * columns];
    int smaller = 0;
    for (int j = 0; j < n; j++) {
        float other = values[static_cast<long long>(j) * columns];
        bool before = other < own || (own != own && other == other);
        bool equal = other == own || (own != own && other != other);
        smaller += before || (equal && j < i) ? 1 : 0;
    }
    weights[i] = smaller < kept ? static_cast<float>(n) / static_cast<float>(kept) : 0;
}
