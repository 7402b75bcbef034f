// Losses with a row of memory for each training example, read and written with the loss.
#include "loss_frame.cuh"
#include "philox.cuh"

namespace {

/** Probabilities are kept this far from 0 and 1, as the authors' code does. */
constexpr float CLIP = 1e-4f;

/** A value within the clip; NaN stays. */
__device__ inline float clipped(float p) {
    return p < CLIP ? CLIP : p > 1 - CLIP ? 1 - CLIP : p;
}

/** A loss that reads the example's row of a table, and its cross-entropy. */
struct WithMemory : LossOfRow {
    static constexpr int MOST = 8;  // of the outputs, and as many of the table

    float* table;
    const int* index;
    int rows;
    bool update;

    __device__ WithMemory(float* table, const int* index, int rows, bool update)
        : table(table), index(index), rows(rows), update(update) {}

    __device__ bool aligned() const { return aligned16(table); }

    /** The example's row of the table. */
    template <class E>
    __device__ typename E::Row ahead(E& x) const {
        int row = index[x.d.g.row];
        if (row < 0 || row >= rows) {
            if (x.d.g.lane == 0) {
                within(FAULT_INDEX, row, rows);
            }
            x.valid = false;
            // Any row of the table may be written at this time by its own example: the outputs stand in for it.
            return x.d.load(x.b.z + x.d.g.row * static_cast<long long>(x.b.k));
        }
        return x.d.load(table + row * static_cast<long long>(x.b.k));
    }

    /** Sum of z - max times the target. */
    template <class E>
    __device__ float before(const E& x) const {
        float s[1] = {0};
        if (!E::ONE) {
            x.d.each(x.a, [&](int j, float v) { s[0] = fmaf(v - x.max, x.t(j), s[0]); });
            row_sums(x.d.g, s);
        }
        return s[0];
    }

    template <class E>
    __device__ static float cross_entropy(const E& x, float deviations) {
        return E::ONE ? -x.log_p(x.y) : x.mass() * x.log_sum - deviations;
    }

    /** An example of weight 0 may be padding that repeats another. */
    template <class E>
    __device__ bool changes(const E& x) const {
        return update && x.weight != 0;
    }
};

/** Cross-entropy + lambda ln(1 - sum of m_j c_j), c the clipped probabilities, m the example's row of the table. */
struct EarlyLearning : WithMemory {
    float lambda;
    float beta;

    __device__ EarlyLearning(const WithMemory& memory, float lambda, float beta)
        : WithMemory(memory), lambda(lambda), beta(beta) {}

    template <class E>
    __device__ float of(const E& x, typename E::Row& m, float deviations) const {
        if (changes(x)) {
            remember(x, m);
        }
        float s[1] = {0};
        x.d.each(x.a, m, [&](int, float v, float u) { s[0] = fmaf(clipped(x.linked(v) * x.inverse), u, s[0]); });
        row_sums(x.d.g, s);
        float left = 1 - s[0];
        if (x.b.dz != nullptr) {
            gradient(x, m, lambda / left);
        }
        return fmaf(lambda, log_of(left), cross_entropy(x, deviations));
    }

    /** m = beta m + (1 - beta) c / sum of c. */
    template <class E>
    __device__ void remember(const E& x, typename E::Row& m) const {
        float s[1] = {0};
        x.each([&](int, float e) { s[0] += clipped(e * x.inverse); });
        row_sums(x.d.g, s);
        float share = (1 - beta) / s[0];
        auto next = [&](int, float u, float v) { return put(share * clipped(x.linked(v) * x.inverse), beta, &u); };
        x.d.change(m, x.a, next);
        x.d.into(const_cast<float*>(m.from), 0, m, x.a,
            [&](int j, float u, float v) { return E::HELD ? u : next(j, u, v); });
    }

    template <class E>
    __device__ void gradient(const E& x, const typename E::Row& m, float pull) const {
        // Where the clip holds, c does not depend on p.
        auto within = [&](float e, float u) {
            float p = e * x.inverse;
            return p >= CLIP && p <= 1 - CLIP ? p * u : 0;
        };
        float s[1] = {0};
        x.d.each(x.a, m, [&](int, float v, float u) { s[0] += within(x.linked(v), u); });
        row_sums(x.d.g, s);
        float all = fmaf(pull, s[0], x.mass()) * x.scale * x.inverse;
        float own = -pull * x.scale;
        x.d.into(x.b.dz + x.d.g.row * x.b.k, 0, x.a, m, [&](int j, float v, float u) {
            float e = x.linked(v);
            float g = fmaf(all, e, own * within(e, u));
            return E::ONE ? (j == x.y ? g - x.scale : g) : fmaf(-x.scale, x.t(j), g);
        });
    }
};

/** A table of running averages of the probabilities, which start at 0 and count as shares of their sum. */
struct WithAverage : WithMemory {
    float alpha;

    __device__ WithAverage(const WithMemory& memory, float alpha) : WithMemory(memory), alpha(alpha) {}

    /** 1 / the sum of a row, 0 where that is 0. */
    template <class E>
    __device__ static float whole(const E& x, const typename E::Row& m) {
        float s[1] = {0};
        x.d.each(m, [&](int, float u) { s[0] += u; });
        row_sums(x.d.g, s);
        return s[0] > 0 ? 1 / s[0] : 0;
    }

    /** m = alpha m + (1 - alpha) p, the last thing that is done with the row. */
    template <class E>
    __device__ void remember(const E& x, const typename E::Row& m) const {
        if (changes(x)) {
            x.d.into(const_cast<float*>(m.from), 0, m, x.a, [&](int, float u, float v) {
                return put((1 - alpha) * (x.linked(v) * x.inverse), alpha, &u);
            });
        }
    }
};

/** Cross-entropy + pull |p - m / sum of m|^2. */
struct Temporal : WithAverage {
    float pull;

    __device__ Temporal(const WithAverage& average, float pull) : WithAverage(average), pull(pull) {}

    template <class E>
    __device__ float of(const E& x, const typename E::Row& m, float deviations) const {
        float unit = whole(x, m);
        float most = unit > 0 ? pull : 0;
        auto slope = [&](int j, float p, float d) { return fmaf(2 * most, p * d, -x.t(j)); };
        float s[2] = {0, 0};
        x.d.each(x.a, m, [&](int j, float v, float u) {
            float p = x.linked(v) * x.inverse;
            float d = p - unit * u;
            s[0] = fmaf(d, d, s[0]);
            s[1] += slope(j, p, d);
        });
        row_sums(x.d.g, s);
        if (x.b.dz != nullptr) {
            float along = -s[1] * x.scale;
            x.d.into(x.b.dz + x.d.g.row * x.b.k, 0, x.a, m, [&](int j, float v, float u) {
                float p = x.linked(v) * x.inverse;
                return fmaf(along, p, x.scale * slope(j, p, p - unit * u));
            });
        }
        remember(x, m);
        return fmaf(most, s[0], cross_entropy(x, deviations));
    }
};

/** Cross-entropy to (1 - share) t + share m / sum of m. */
struct SelfDistillation : WithAverage {
    float most;

    __device__ SelfDistillation(const WithAverage& average, float most) : WithAverage(average), most(most) {}

    template <class E>
    __device__ float of(const E& x, const typename E::Row& m, float deviations) const {
        float unit = whole(x, m);
        float share = unit > 0 ? most : 0;
        float part = share * unit;
        float s[1] = {0};
        x.d.each(m, [&](int j, float u) { s[0] = fmaf(x.z[j] - x.max, part * u, s[0]); });
        row_sums(x.d.g, s);
        if (x.b.dz != nullptr) {
            float all = fmaf(1 - share, x.mass(), share) * x.scale;
            float own = (1 - share) * x.scale;
            x.d.into(x.b.dz + x.d.g.row * x.b.k, 0, x.a, m, [&](int j, float v, float u) {
                float g = fmaf(all, x.linked(v) * x.inverse, -x.scale * (part * u));
                return E::ONE ? (j == x.y ? g - own : g) : fmaf(-own, x.t(j), g);
            });
        }
        remember(x, m);
        return fmaf(1 - share, cross_entropy(x, deviations), x.log_sum * share - s[0]);
    }
};

/** The part of the ramp that is over once {@code more} epochs are done beside those of the clock; 1 without one. */
__device__ inline float ramped(const int* clock, int ramp, int more) {
    if (clock == nullptr || ramp == 0) {
        return 1;
    }
    int epoch = clock[CLOCK_EPOCH] + more;
    return static_cast<float>(epoch < ramp ? epoch : ramp) / static_cast<float>(ramp);
}

}  // namespace

extern "C" __global__ void __launch_bounds__(1024)
    loss_elr(const float* z, const int* hard, const int* second, const float* mix, const float* soft,
        const float* weights, float* losses, float* values, int* prediction, float* dz, int n, int k, float* table,
        const int* index, int rows, int update, float lambda, float beta) {
    losses_of<BySoftmax>(EarlyLearning(WithMemory(table, index, rows, update != 0), lambda, beta),
        Batch{z, hard, second, mix, soft, weights, losses, values, prediction, dz, n, k});
}

extern "C" __global__ void __launch_bounds__(1024)
    loss_temporal(const float* z, const int* hard, const int* second, const float* mix, const float* soft,
        const float* weights, float* losses, float* values, int* prediction, float* dz, int n, int k, float* table,
        const int* index, int rows, int update, float alpha, float weight, int ramp, const int* clock) {
    float left = 1 - ramped(clock, ramp, 0);
    WithAverage average(WithMemory(table, index, rows, update != 0), alpha);
    losses_of<BySoftmax>(Temporal(average, weight * exp_of(-5 * left * left)),
        Batch{z, hard, second, mix, soft, weights, losses, values, prediction, dz, n, k});
}

extern "C" __global__ void __launch_bounds__(1024)
    loss_distil(const float* z, const int* hard, const int* second, const float* mix, const float* soft,
        const float* weights, float* losses, float* values, int* prediction, float* dz, int n, int k, float* table,
        const int* index, int rows, int update, float alpha, float share, int ramp, const int* clock) {
    WithAverage average(WithMemory(table, index, rows, update != 0), alpha);
    losses_of<BySoftmax>(SelfDistillation(average, share * ramped(clock, ramp, 1)),
        Batch{z, hard, second, mix, soft, weights, losses, values, prediction, dz, n, k});
}
