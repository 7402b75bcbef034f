// What losses track of an example: the class of its largest output, margin, probability of the target, EL2N.
#pragma once

#include "held_row.cuh"
#include "math.cuh"
#include "row_sums.cuh"

/** Position of the largest, given that it is {@code top}, the first of equals; 0 where all are NaN. */
template <class D>
__device__ inline int first_of(const D& d, const typename D::Array& x, float top) {
    int first = d.n;
    d.each(x, [&](int j, float v) { first = v == top && j < first ? j : first; });
    first = row_smallest(d.g, first);
    return first < d.n ? first : 0;
}

/** The larger of those that are not NaN. */
template <class D>
__device__ inline float largest_of(const D& d, const typename D::Array& x) {
    float top = -INFINITY;
    d.each(x, [&](int, float v) { top = fmaxf(top, v); });
    return row_largest(d.g, top);
}

/** What is tracked of the outputs themselves: the margin and the class of the largest. */
template <class E>
__device__ inline void track_outputs(E& x) {
    if (!E::ONE && x.soft != nullptr) {
        typename E::Row t = x.d.load(x.soft);
        x.y = first_of(x.d, t, largest_of(x.d, t));
    }
    float rest = -INFINITY;
    x.d.each(x.a, [&](int j, float v) { rest = j == x.y ? rest : max_of(rest, v); });
    rest = row_max_of(x.d.g, rest);
    float own = x.z[x.y];
    int best = own > rest ? x.y : first_of(x.d, x.a, x.max);
    if (x.d.g.lane == 0) {
        x.b.prediction[x.d.g.row] = best;
        x.b.values[4 * x.d.g.row + 2] = x.b.k == 1 ? own : own - rest;
    }
}

/** What is tracked of the probabilities: that of the target, and the length of their difference. */
template <class E>
__device__ inline void track_probabilities(const E& x) {
    using Link = typename E::Link;
    float s[2] = {0, 0};
    x.each([&](int j, float e) {
        float t = x.t(j);
        float p = e * x.inverse;
        float d = p - t;
        s[0] = fmaf(d, d, s[0]);
        if (!Link::SHARES) {
            s[1] += t * p + (1 - t) * (1 - p);
        } else if (!E::ONE) {
            s[1] = fmaf(e, t, s[1]);
        }
    });
    row_sums(x.d.g, s);
    float probability = NAN;
    if (Link::SHARES) {
        probability = x.soft != nullptr ? s[1] * x.inverse : x.p(x.y);
    } else if (Link::PROBABILITIES) {
        probability = s[1] / static_cast<float>(x.b.k);
    }
    if (x.d.g.lane == 0) {
        x.b.values[4 * x.d.g.row + 1] = probability;
        x.b.values[4 * x.d.g.row + 3] = sqrtf(s[0]);
    }
}
