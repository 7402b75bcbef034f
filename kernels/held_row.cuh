// Rows of matrices dealt to the threads of a RowGroup: in registers where they fit, else read again; and their sums.
#pragma once

#include "common.cuh"

/** N neighbouring elements. */
template <int N>
struct Pack {
    float e[N];
};

/**
 * How the n elements of a row are dealt to its threads: in packs of P neighbours, V elements at most to a thread, which
 * keeps them. V = 0: any number, and nothing is kept.
 */
template <int V, int P>
struct Deal {
    /** A row of some array: its elements that this thread keeps, or where to read them. */
    struct Array {
        const float* from;
        float kept[V > 0 ? V : P];
    };

    /** The same element of two arrays. */
    struct Both {
        Pack<P> a;
        Pack<P> b;
    };

    /** The same element of three arrays. */
    struct Three {
        Pack<P> a;
        Pack<P> b;
        Pack<P> c;
    };

    static constexpr int KEPT = V;

    const RowGroup& g;
    int n;

    __device__ static Pack<P> read(const float* from, int j) {
        Pack<P> v;
        if constexpr (P == 4) {
            float4 w = load4(from + j);
            v = {{w.x, w.y, w.z, w.w}};
        } else {
            v.e[0] = from[j];
        }
        return v;
    }

    /** As {@link #read}, the value for all where there is no array. */
    __device__ static Pack<P> read(const float* from, int j, float otherwise) {
        if (from != nullptr) {
            return read(from, j);
        }
        Pack<P> v;
#pragma unroll
        for (int e = 0; e < P; e++) {
            v.e[e] = otherwise;
        }
        return v;
    }

    __device__ static void write(float* to, int j, Pack<P> v) {
        if constexpr (P == 4) {
            store4(to + j, make_float4(v.e[0], v.e[1], v.e[2], v.e[3]));
        } else {
            to[j] = v.e[0];
        }
    }

    /** Adds to a gradient: v + beta old. */
    __device__ static void into(float* to, float beta, int j, Pack<P> v) {
        if (beta != 0) {
            Pack<P> old = read(to, j);
#pragma unroll
            for (int e = 0; e < P; e++) {
                v.e[e] = put(v.e[e], beta, &old.e[e]);
            }
        }
        write(to, j, v);
    }

    /**
     * Calls use(j, get(c, j)) for each own pack: the c-th that is kept, elements j to j + P of the row. What is not kept
     * is read some packs ahead.
     */
    template <class Get, class Use>
    __device__ void packs(Get get, Use use) const {
        if constexpr (V > 0) {
#pragma unroll
            for (int c = 0; c < V / P; c++) {
                int j = (c * g.width + g.lane) * P;
                if (j < n) {
                    use(j, get(c, j));
                }
            }
        } else {
            using T = decltype(get(0, 0));
            constexpr int AHEAD = sizeof(T) <= 16 ? 4 : sizeof(T) <= 32 ? 2 : 1;
            unsigned step = g.width * P;
            unsigned end = n;
            for (unsigned j = g.lane * P; j < end; j += AHEAD * step) {
                T v[AHEAD];
#pragma unroll
                for (int u = 0; u < AHEAD; u++) {
                    if (j + u * step < end) {
                        v[u] = get(0, j + u * step);
                    }
                }
#pragma unroll
                for (int u = 0; u < AHEAD; u++) {
                    if (j + u * step < end) {
                        use(j + u * step, v[u]);
                    }
                }
            }
        }
    }

    /** The row that begins at {@code from}; packs that begin at {@code end} or beyond are not read, but 0. */
    __device__ Array load(const float* from, int end) const {
        Array a;
        a.from = from;
        if constexpr (V > 0) {
#pragma unroll
            for (int c = 0; c < V / P; c++) {
                int j = (c * g.width + g.lane) * P;
                Pack<P> v = j < end ? read(from, j) : Pack<P>{};
#pragma unroll
                for (int e = 0; e < P; e++) {
                    a.kept[c * P + e] = v.e[e];
                }
            }
        }
        return a;
    }

    __device__ Array load(const float* from) const {
        return load(from, n);
    }

    __device__ static Pack<P> get(const Array& a, int c, int j) {
        if constexpr (V == 0) {
            return read(a.from, j);
        } else {
            Pack<P> v;
#pragma unroll
            for (int e = 0; e < P; e++) {
                v.e[e] = a.kept[c * P + e];
            }
            return v;
        }
    }

    __device__ static Both get(const Array& a, const Array& b, int c, int j) {
        return {get(a, c, j), get(b, c, j)};
    }

    /** f of each three. */
    template <class F>
    __device__ static Pack<P> zip(const Three& v, F f) {
        Pack<P> r;
#pragma unroll
        for (int e = 0; e < P; e++) {
            r.e[e] = f(v.a.e[e], v.b.e[e], v.c.e[e]);
        }
        return r;
    }

    /** Calls f(j, value) for each own element. */
    template <class F>
    __device__ void each(const Array& a, F f) const {
        packs([&](int c, int j) { return get(a, c, j); },
            [&](int j, const Pack<P>& v) {
#pragma unroll
                for (int e = 0; e < P; e++) {
                    f(j + e, v.e[e]);
                }
            });
    }

    /** Calls f(j, first, second) for each own element. */
    template <class F>
    __device__ void each(const Array& a, const Array& b, F f) const {
        packs([&](int c, int j) { return get(a, b, c, j); },
            [&](int j, const Both& v) {
#pragma unroll
                for (int e = 0; e < P; e++) {
                    f(j + e, v.a.e[e], v.b.e[e]);
                }
            });
    }

    /** Replaces each own element that is kept by f(j, element). */
    template <class F>
    __device__ void change(Array& a, F f) const {
        if constexpr (V > 0) {
#pragma unroll
            for (int i = 0; i < V; i++) {
                int j = (i / P * g.width + g.lane) * P;
                if (j < n) {
                    a.kept[i] = f(j + i % P, a.kept[i]);
                }
            }
        }
    }

    /** As {@link #change}, by f(j, element of a, element of b). */
    template <class F>
    __device__ void change(Array& a, const Array& b, F f) const {
        if constexpr (V > 0) {
#pragma unroll
            for (int i = 0; i < V; i++) {
                int j = (i / P * g.width + g.lane) * P;
                if (j < n) {
                    a.kept[i] = f(j + i % P, a.kept[i], b.kept[i]);
                }
            }
        }
    }

    /** to_j = f(j, a_j) + beta to_j; a may be of the same memory. */
    template <class F>
    __device__ void into(float* to, float beta, const Array& a, F f) const {
        packs([&](int c, int j) { return get(a, c, j); },
            [&](int j, Pack<P> v) {
#pragma unroll
                for (int e = 0; e < P; e++) {
                    v.e[e] = f(j + e, v.e[e]);
                }
                into(to, beta, j, v);
            });
    }

    /** to_j = f(j, a_j, b_j) + beta to_j; a and b may be of the same memory. */
    template <class F>
    __device__ void into(float* to, float beta, const Array& a, const Array& b, F f) const {
        packs([&](int c, int j) { return get(a, b, c, j); },
            [&](int j, Both v) {
#pragma unroll
                for (int e = 0; e < P; e++) {
                    v.a.e[e] = f(j + e, v.a.e[e], v.b.e[e]);
                }
                into(to, beta, j, v.a);
            });
    }
};

/**
 * Calls f with the deal that fits rows of n elements.
 *
 * @param MOST largest number that a thread may keep: 16 of one array, 8 of two, so that no register spills
 * @param fours whether rows may be read in packs of four: n is a multiple of it and all arrays are aligned
 */
template <int MOST, class F>
__device__ inline void deal(const RowGroup& g, int n, bool fours, F f) {
    if (n > MOST * g.width) {
        if (fours) {
            f(Deal<0, 4>{g, n});
        } else {
            f(Deal<0, 1>{g, n});
        }
    } else if (n <= 4 * g.width) {
        if (fours) {
            f(Deal<4, 4>{g, n});
        } else {
            f(Deal<4, 1>{g, n});
        }
    } else if (fours) {
        f(Deal<MOST, 4>{g, n});
    } else {
        f(Deal<MOST, 1>{g, n});
    }
}
