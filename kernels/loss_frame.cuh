// What the kernels of the losses share: a row of outputs becomes its loss, its gradient and what is tracked, in one go.
#pragma once

#include "loss_tracking.cuh"

/** The arguments that all losses begin with; dev.lethe.cpu.LossFrame says what they are. */
struct Batch {
    const float* z;
    const int* hard;
    const int* second;
    const float* mix;
    const float* soft;
    const float* weights;
    float* losses;
    float* values;
    int* prediction;
    float* dz;
    int n;
    int k;
};

/** Probabilities are the softmax of the outputs; kept are exponentials, to be divided by their sum. */
struct BySoftmax {
    static constexpr bool SHARES = true;
    static constexpr bool PROBABILITIES = true;
    __device__ static float of(float z, float max) { return exp_of(z - max); }
};

/** Each output has a probability of its own. */
struct BySigmoid {
    static constexpr bool SHARES = false;
    static constexpr bool PROBABILITIES = true;
    __device__ static float of(float z, float) { return sigmoid_of(z); }
};

/** Outputs are values. */
struct ByNothing {
    static constexpr bool SHARES = false;
    static constexpr bool PROBABILITIES = false;
    __device__ static float of(float z, float) { return z; }
};

/**
 * One example as a loss sees it.
 *
 * @tparam Link what the probabilities are
 * @tparam ONE whether targets are a 1 for class y and 0 for all others
 */
template <class Link_, bool ONE_, class D>
struct Example {
    using Link = Link_;
    using Row = typename D::Array;
    static constexpr bool ONE = ONE_;
    static constexpr bool HELD = D::KEPT > 0;

    const Batch& b;
    const D& d;
    typename D::Array a;  // outputs, after link() what Link makes of them
    const float* z;
    const float* soft = nullptr;
    int y = 0;
    int other = 0;
    float share = 1;
    float weight;
    float scale;  // of the gradient
    float max = 0;
    float inverse = 1;
    float log_sum = 0;
    bool valid = true;
    Link by;

    __device__ Example(const Batch& b, const D& d) : b(b), d(d) {
        long long row = d.g.row;
        z = b.z + row * b.k;
        a = d.load(z);
        weight = b.weights == nullptr ? 1 : b.weights[row];
        scale = weight / static_cast<float>(b.n);
        if (!ONE && b.soft != nullptr) {
            soft = b.soft + row * b.k;
            return;
        }
        y = b.hard[row];
        other = y;
        if (!ONE) {
            other = b.second[row];
            share = b.mix[row];
        }
        valid = y >= 0 && y < b.k && other >= 0 && other < b.k;
        if (!valid && d.g.lane == 0 && within(FAULT_LABEL, y, b.k)) {
            within(FAULT_LABEL, other, b.k);
        }
    }

    /** Target of class j. */
    __device__ float t(int j) const {
        if constexpr (ONE) {
            return j == y ? 1.f : 0.f;
        } else {
            return soft != nullptr ? soft[j] : (j == y ? share : 0) + (j == other ? 1 - share : 0);
        }
    }

    /** Sum of the targets. */
    __device__ float mass() const {
        if (ONE) {
            return 1;
        }
        if (soft == nullptr) {
            return share + (1 - share);
        }
        float s[1] = {0};
        each([&](int j, float) { s[0] += soft[j]; });
        row_sums(d.g, s);
        return s[0];
    }

    /** Makes what is kept the exponentials whose share of their sum is the softmax, or what else Link says. */
    __device__ void link() {
        d.change(a, [&](int, float v) { return by.of(v, max); });
        if constexpr (Link::SHARES) {
            float s[1] = {0};
            each([&](int, float e) { s[0] += e; });
            row_sums(d.g, s);
            inverse = 1 / s[0];
            log_sum = log_of(s[0]);
        }
    }

    /** Calls f(j, e), where e times {@link #inverse} is the probability. */
    template <class F>
    __device__ void each(F f) const {
        d.each(a, [&](int j, float v) { f(j, linked(v)); });
    }

    /** dz_j = f(j, e), if the gradient is wanted. */
    template <class F>
    __device__ void gradient(F f) const {
        d.into(b.dz + d.g.row * b.k, 0, a, [&](int j, float v) { return f(j, linked(v)); });
    }

    /** The gradient by the outputs from that by the log-probabilities, v(j, e), with its sum. */
    template <class F>
    __device__ void from_log_gradient(float sum, F v) const {
        float along = -sum * scale * inverse;
        gradient([&](int j, float e) { return fmaf(along, e, scale * v(j, e)); });
    }

    /** Probability of class j. */
    __device__ float p(int j) const { return by.of(z[j], max) * inverse; }

    /** Logarithm of the softmax, from the outputs: finite where the probability itself is 0. */
    __device__ float log_p(int j) const { return z[j] - max - log_sum; }

    /** What Link makes of an output, given what {@link #a} has of it. */
    __device__ float linked(float v) const { return HELD ? v : by.of(v, max); }
};

/** What a loss need not say. */
struct LossOfRow {
    /** Elements of a row that a thread may keep. */
    static constexpr int MOST = 16;

    /** Whether rows too long to be kept are read in packs of four, which takes more registers. */
    static constexpr bool LONG_FOURS = true;

    /** Whether own arrays allow packs of four. */
    __device__ bool aligned() const { return true; }

    /** Begins what is read beside the outputs, and may find the example not valid. */
    template <class E>
    __device__ int ahead(E&) const {
        return 0;
    }

    /** What Link needs to know of the example, before link(). */
    template <class E>
    __device__ void settle(E&) const {}

    /** Sums over the outputs, before link(). */
    template <class E>
    __device__ int before(const E&) const {
        return 0;
    }
};

/** One example: loss.of(example, what ahead() gave, what before() gave) is its loss, and writes the gradient. */
template <class Link, bool ONE, class Loss, class D>
__device__ inline void example(const Loss& loss, const Batch& b, const D& d) {
    Example<Link, ONE, D> x(b, d);
    auto read = loss.ahead(x);
    if (!x.valid) {
        return;
    }
    bool tracked = b.values != nullptr;
    if (Link::SHARES || tracked) {
        x.max = largest_of(d, x.a);
    }
    if (tracked) {
        track_outputs(x);
    }
    auto sums = loss.before(x);
    loss.settle(x);
    x.link();
    if (tracked) {
        track_probabilities(x);
    }
    float value = loss.of(x, read, sums);
    if (d.g.lane == 0) {
        b.losses[d.g.row] = value * x.weight;
        if (tracked) {
            b.values[4 * d.g.row] = value;
        }
    }
}

/** The body of a loss's kernel. */
template <class Link, class Loss>
__device__ inline void losses_of(const Loss& loss, const Batch& b) {
    RowGroup g;
    if (g.row >= b.n) {
        return;
    }
    bool one = b.soft == nullptr && b.second == nullptr;
    bool fours = b.k % 4 == 0 && aligned16(b.z) && aligned16(b.dz) && loss.aligned();
    if (one && fours && b.k <= Loss::MOST * g.width) {
        example<Link, true>(loss, b, Deal<Loss::MOST, 4>{g, b.k});
    } else if (one && b.k <= 4 * g.width) {
        example<Link, true>(loss, b, Deal<4, 1>{g, b.k});
    } else if (one && fours && Loss::LONG_FOURS) {
        example<Link, true>(loss, b, Deal<0, 4>{g, b.k});
    } else if (one) {
        example<Link, true>(loss, b, Deal<0, 1>{g, b.k});
    } else {
        example<Link, false>(loss, b, Deal<0, 1>{g, b.k});
    }
}
