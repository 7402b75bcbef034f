// Losses of each output by itself: the mean of ln(1 + e^z) - t z, or of (z - t)^2, and dz in the same pass.
#include "loss_frame.cuh"

namespace {

/** dz = factor (what Link makes of the outputs - targets). */
template <class E>
__device__ inline void leave_difference(const E& x, float factor) {
    if (x.b.dz != nullptr) {
        x.gradient([&](int j, float e) { return factor * (e - x.t(j)); });
    }
}

/** Mean over the outputs of ln(1 + e^z) - t z. */
struct BinaryCrossEntropy : LossOfRow {
    template <class E>
    __device__ float before(const E& x) const {
        float s[1] = {0};
        x.d.each(x.a, [&](int j, float z) {
            // In one rounding, so that an output that is certain and right costs nothing here.
            s[0] += log_of(exp_of(-fabsf(z)) + 1) + fmaf(-x.t(j), z, max_of(z, 0));
        });
        row_sums(x.d.g, s);
        return s[0] / static_cast<float>(x.b.k);
    }

    template <class E>
    __device__ float of(const E& x, int, float mean) const {
        leave_difference(x, x.scale / static_cast<float>(x.b.k));
        return mean;
    }
};

/** Mean over the outputs of (z - t)^2. */
struct SquaredError : LossOfRow {
    template <class E>
    __device__ float of(const E& x, int, int) const {
        float s[1] = {0};
        x.each([&](int j, float e) {
            float d = e - x.t(j);
            s[0] = fmaf(d, d, s[0]);
        });
        row_sums(x.d.g, s);
        float k = static_cast<float>(x.b.k);
        leave_difference(x, 2 * x.scale / k);
        return s[0] / k;
    }
};

}  // namespace

extern "C" __global__ void __launch_bounds__(1024)
    loss_bce(const float* z, const int* hard, const int* second, const float* mix, const float* soft,
        const float* weights, float* losses, float* values, int* prediction, float* dz, int n, int k) {
    losses_of<BySigmoid>(BinaryCrossEntropy(),
        Batch{z, hard, second, mix, soft, weights, losses, values, prediction, dz, n, k});
}

extern "C" __global__ void __launch_bounds__(1024)
    loss_squared(const float* z, const int* hard, const int* second, const float* mix, const float* soft,
        const float* weights, float* losses, float* values, int* prediction, float* dz, int n, int k) {
    losses_of<ByNothing>(SquaredError(),
        Batch{z, hard, second, mix, soft, weights, losses, values, prediction, dz, n, k});
}
