// Cross-entropies whose probabilities or targets are first put right, by the noise of labels or by the prediction.
#include "loss_frame.cuh"

namespace {

/** - ln of the sum over classes i of p_i T_iy; row y of the matrix holds T_iy. */
struct Forward : LossOfRow {
    const float* matrix;

    __device__ explicit Forward(const float* matrix) : matrix(matrix) {}

    template <class E>
    __device__ float of(const E& x, int, int) const {
        if constexpr (E::ONE) {
            return given(x, x.y, 1, true);
        } else {
            float all = x.mass() * x.scale * x.inverse;
            if (x.b.dz != nullptr) {
                x.gradient([&](int, float e) { return all * e; });
            }
            float loss = 0;
            for (int y = 0; y < x.b.k; y++) {
                float t = x.t(y);
                if (t != 0) {
                    loss = fmaf(t, given(x, y, t, false), loss);
                }
            }
            return loss;
        }
    }

    /**
     * The loss of label y; takes from the gradient t times what each class has in the probability of that label.
     *
     * @param fresh whether the gradient is that of this label alone, not yet written
     */
    template <class E>
    __device__ float given(const E& x, int y, float t, bool fresh) const {
        const float* row = matrix + y * static_cast<long long>(x.b.k);
        // Less the largest output that counts, so that the sum is not 0 where all its probabilities are.
        float top = -INFINITY;
        x.d.each(x.a, [&](int j, float) { top = row[j] > 0 ? fmaxf(top, x.z[j]) : top; });
        top = row_largest(x.d.g, top);
        auto part = [&](int j) { return row[j] > 0 ? exp_of(x.z[j] - top) * row[j] : 0; };
        float s[1] = {0};
        x.d.each(x.a, [&](int j, float) { s[0] += part(j); });
        row_sums(x.d.g, s);
        if (x.b.dz != nullptr) {
            float own = -t * x.scale / s[0];
            if (fresh) {
                float all = x.scale * x.inverse;
                x.gradient([&](int j, float e) { return all * e + own * part(j); });
            } else {
                x.d.into(x.b.dz + x.d.g.row * x.b.k, 1, x.a, [&](int j, float) { return own * part(j); });
            }
        }
        return x.log_sum - (top - x.max + log_of(s[0]));
    }
};

/** Sum over classes j of R_yj (- ln p_j). */
struct Backward : LossOfRow {
    const float* matrix;

    __device__ explicit Backward(const float* matrix) : matrix(matrix) {}

    /** What stands in the place of the target of class j: the sum over y of t_y R_yj. */
    template <class E>
    __device__ float target(const E& x, int j) const {
        long long k = x.b.k;
        if constexpr (E::ONE) {
            return matrix[x.y * k + j];
        } else {
            float c = 0;
            for (int y = 0; y < x.b.k; y++) {
                float t = x.t(y);
                c = t != 0 ? fmaf(t, matrix[y * k + j], c) : c;
            }
            return c;
        }
    }

    /** Sums of the targets, and of z - max times them. */
    template <class E>
    __device__ float2 before(const E& x) const {
        float s[2] = {0, 0};
        x.d.each(x.a, [&](int j, float v) {
            float c = target(x, j);
            s[0] += c;
            s[1] = fmaf(v - x.max, c, s[1]);
        });
        row_sums(x.d.g, s);
        return make_float2(s[0], s[1]);
    }

    template <class E>
    __device__ float of(const E& x, int, float2 sums) const {
        if (x.b.dz != nullptr) {
            float all = sums.x * x.scale * x.inverse;
            x.gradient([&](int j, float e) { return fmaf(all, e, -x.scale * target(x, j)); });
        }
        return sums.x * x.log_sum - sums.y;
    }
};

/** Sum of z - max times the target. */
template <class E>
__device__ inline float deviations_of(const E& x) {
    float s[1] = {0};
    if (!E::ONE) {
        x.d.each(x.a, [&](int j, float v) { s[0] = fmaf(v - x.max, x.t(j), s[0]); });
        row_sums(x.d.g, s);
    }
    return s[0];
}

template <class E>
__device__ inline float cross_entropy_of(const E& x, float deviations) {
    return E::ONE ? -x.log_p(x.y) : x.mass() * x.log_sum - deviations;
}

/** g less factor times the target of class j. */
template <class E>
__device__ inline float less_target(const E& x, int j, float factor, float g) {
    return E::ONE ? (j == x.y ? g - factor : g) : fmaf(-factor, x.t(j), g);
}

/** beta cross-entropy + (1 - beta) entropy. */
struct BootstrapSoft : LossOfRow {
    float beta;

    __device__ explicit BootstrapSoft(float beta) : beta(beta) {}

    template <class E>
    __device__ float before(const E& x) const {
        return deviations_of(x);
    }

    template <class E>
    __device__ float of(const E& x, int, float deviations) const {
        float mass = x.mass();
        float s[1] = {0};
        x.each([&](int j, float e) { s[0] = fmaf(x.z[j] - x.max, e, s[0]); });
        row_sums(x.d.g, s);
        float inner = s[0] * x.inverse;
        if (x.b.dz != nullptr) {
            float unit = x.scale * x.inverse;
            float all = unit * (beta * mass + (1 - beta) * inner);
            float part = -unit * (1 - beta);
            x.gradient([&](int j, float e) {
                return less_target(x, j, beta * x.scale, fmaf(all, e, part * (e * (x.z[j] - x.max))));
            });
        }
        return beta * cross_entropy_of(x, deviations) + (1 - beta) * (x.log_sum - inner);
    }
};

/** beta cross-entropy + (1 - beta) cross-entropy to the class of the largest output. */
struct BootstrapHard : LossOfRow {
    struct Before {
        float deviations;
        int best;
    };

    float beta;

    __device__ explicit BootstrapHard(float beta) : beta(beta) {}

    template <class E>
    __device__ Before before(const E& x) const {
        return {deviations_of(x), first_of(x.d, x.a, x.max)};
    }

    template <class E>
    __device__ float of(const E& x, int, Before before) const {
        if (x.b.dz != nullptr) {
            float all = x.scale * x.inverse * (beta * x.mass() + (1 - beta));
            float best = (1 - beta) * x.scale;
            x.gradient([&](int j, float e) {
                float g = less_target(x, j, beta * x.scale, e * all);
                return j == before.best ? g - best : g;
            });
        }
        return beta * cross_entropy_of(x, before.deviations) - (1 - beta) * x.log_p(before.best);
    }
};

}  // namespace

extern "C" __global__ void __launch_bounds__(1024)
    loss_forward(const float* z, const int* hard, const int* second, const float* mix, const float* soft,
        const float* weights, float* losses, float* values, int* prediction, float* dz, int n, int k,
        const float* matrix) {
    losses_of<BySoftmax>(
        Forward(matrix), Batch{z, hard, second, mix, soft, weights, losses, values, prediction, dz, n, k});
}

extern "C" __global__ void __launch_bounds__(1024)
    loss_backward(const float* z, const int* hard, const int* second, const float* mix, const float* soft,
        const float* weights, float* losses, float* values, int* prediction, float* dz, int n, int k,
        const float* matrix) {
    losses_of<BySoftmax>(
        Backward(matrix), Batch{z, hard, second, mix, soft, weights, losses, values, prediction, dz, n, k});
}

extern "C" __global__ void __launch_bounds__(1024)
    loss_bootstrap_soft(const float* z, const int* hard, const int* second, const float* mix, const float* soft,
        const float* weights, float* losses, float* values, int* prediction, float* dz, int n, int k, float beta) {
    losses_of<BySoftmax>(
        BootstrapSoft(beta), Batch{z, hard, second, mix, soft, weights, losses, values, prediction, dz, n, k});
}

extern "C" __global__ void __launch_bounds__(1024)
    loss_bootstrap_hard(const float* z, const int* hard, const int* second, const float* mix, const float* soft,
        const float* weights, float* losses, float* values, int* prediction, float* dz, int n, int k, float beta) {
    losses_of<BySoftmax>(
        BootstrapHard(beta), Batch{z, hard, second, mix, soft, weights, losses, values, prediction, dz, n, k});
}
