// Losses of the label's probability p alone, given s = ln p; weight is less the derivative by s.
#include "loss_label.cuh"
#include "philox.cuh"

namespace {

/** - alpha ln p + c (1 - p). */
struct Symmetric {
    float alpha;
    float c;
    __device__ float value(float s, float p) const { return fmaf(-alpha, s, c * complement_of(s, p)); }
    __device__ float weight(float, float p) const { return fmaf(c, p, alpha); }
};

/** Sum of (1 - p)^i / i for i from 1 to order. */
struct Taylor {
    int order;

    __device__ float value(float s, float p) const {
        float u = complement_of(s, p);
        float power = 1;
        float sum = 0;
#pragma unroll 1
        for (int i = 1; i <= order; i++) {
            power *= u;
            sum += power / static_cast<float>(i);
        }
        return sum;
    }

    __device__ float weight(float s, float p) const {
        float u = complement_of(s, p);
        float sum = 1;
#pragma unroll 1
        for (int i = 1; i < order; i++) {
            sum = fmaf(sum, u, 1);
        }
        return p * sum;
    }
};

/** - (1 - p)^gamma ln p. */
struct Focal {
    float gamma;

    __device__ float value(float s, float p) const {
        return gamma == 0 ? -s : -s * power_of(complement_of(s, p), gamma);
    }

    __device__ float weight(float s, float p) const {
        if (gamma == 0) {
            return 1;
        }
        float u = complement_of(s, p);
        return focal_weight(s, p, u, power_of(u, gamma), gamma);
    }
};

/** ((low + u)^q - low^q) / q, low positive, u not negative; accurate also for small u. */
__device__ inline float between(float low, float u, float q) {
    float x = u / low;
    float w = 1 + x;
    // What rounding took from 1 + x comes back as a factor.
    float log = w == 1 ? x : log_of(w) * (x / (w - 1));
    return -power_of(low + u, q) * expm1_of(-q * log) / q;
}

/** ((a + 1)^q - (a + p)^q) / q. */
struct AsymmetricGeneralized {
    float a;
    float q;
    __device__ float value(float s, float p) const { return between(a + p, complement_of(s, p), q); }
    __device__ float weight(float, float p) const { return p * power_of(a + p, q - 1); }
};

/** ((a - p)^q - (a - 1)^q) / q, rest = a - 1. */
struct AsymmetricUnhinged {
    float rest;
    float q;
    __device__ float value(float s, float p) const { return between(rest, complement_of(s, p), q); }
    __device__ float weight(float s, float p) const { return p * power_of(rest + complement_of(s, p), q - 1); }
};

/** (1 - max(p, k)^q) / q, least = ln k. */
struct Truncated {
    float q;
    float least;
    __device__ float value(float s, float) const { return -expm1_of(q * max_of(s, least)) / q; }
    __device__ float weight(float s, float) const { return s <= least ? 0 : exp_of(q * s); }
};

}  // namespace

extern "C" __global__ void __launch_bounds__(1024)
    loss_sce(const float* z, const int* hard, const int* second, const float* mix, const float* soft,
        const float* weights, float* losses, float* values, int* prediction, float* dz, int n, int k, float alpha,
        float c) {
    losses_of<BySoftmax>(OfLabel<Symmetric>(Symmetric{alpha, c}),
        Batch{z, hard, second, mix, soft, weights, losses, values, prediction, dz, n, k});
}

extern "C" __global__ void __launch_bounds__(1024)
    loss_taylor(const float* z, const int* hard, const int* second, const float* mix, const float* soft,
        const float* weights, float* losses, float* values, int* prediction, float* dz, int n, int k, int order) {
    losses_of<BySoftmax>(OfLabel<Taylor>(Taylor{order}),
        Batch{z, hard, second, mix, soft, weights, losses, values, prediction, dz, n, k});
}

extern "C" __global__ void __launch_bounds__(1024)
    loss_focal(const float* z, const int* hard, const int* second, const float* mix, const float* soft,
        const float* weights, float* losses, float* values, int* prediction, float* dz, int n, int k, float gamma) {
    losses_of<BySoftmax>(OfLabel<Focal>(Focal{gamma}),
        Batch{z, hard, second, mix, soft, weights, losses, values, prediction, dz, n, k});
}

extern "C" __global__ void __launch_bounds__(1024)
    loss_agce(const float* z, const int* hard, const int* second, const float* mix, const float* soft,
        const float* weights, float* losses, float* values, int* prediction, float* dz, int n, int k, float a,
        float q) {
    losses_of<BySoftmax>(OfLabel<AsymmetricGeneralized>(AsymmetricGeneralized{a, q}),
        Batch{z, hard, second, mix, soft, weights, losses, values, prediction, dz, n, k});
}

extern "C" __global__ void __launch_bounds__(1024)
    loss_aue(const float* z, const int* hard, const int* second, const float* mix, const float* soft,
        const float* weights, float* losses, float* values, int* prediction, float* dz, int n, int k, float rest,
        float q) {
    losses_of<BySoftmax>(OfLabel<AsymmetricUnhinged>(AsymmetricUnhinged{rest, q}),
        Batch{z, hard, second, mix, soft, weights, losses, values, prediction, dz, n, k});
}

extern "C" __global__ void __launch_bounds__(1024)
    loss_tgce(const float* z, const int* hard, const int* second, const float* mix, const float* soft,
        const float* weights, float* losses, float* values, int* prediction, float* dz, int n, int k, float q,
        float logk, int start, const int* clock) {
    bool early = clock != nullptr && clock[CLOCK_EPOCH] < start;
    losses_of<BySoftmax>(OfLabel<Truncated>(Truncated{q, early ? -INFINITY : logk}),
        Batch{z, hard, second, mix, soft, weights, losses, values, prediction, dz, n, k});
}
