// The kernel language for g++: the same .cu files, one thread of the launch at a time.
#pragma once

#ifndef LETHE_EMULATED
#error "emulated.h is for builds with -DLETHE_EMULATED"
#endif

#include <cmath>
#include <cstring>
#include <type_traits>

#include "image.h"

#define __host__
#define __device__
#define __constant__ const
#define __forceinline__ inline __attribute__((always_inline))
#define __noinline__ __attribute__((noinline))
#define __launch_bounds__(...)
#define __align__(n) alignas(n)
#ifdef LETHE_STRICT
// Kernels stay out of their trampolines, which are not instrumented.
#define __global__ __attribute__((noinline))
#define LETHE_HERE lethe_here()
#else
#define __global__
#define LETHE_HERE lethe_self
#endif

#define threadIdx (LETHE_HERE->thread)
#define blockIdx (LETHE_HERE->block)
#define blockDim (LETHE_HERE->block_dim)
#define gridDim (LETHE_HERE->grid_dim)

/** Static shared memory: N elements of type T. */
#define SHARED(T, name, N)                                                                 \
    static LetheShared name##_place_ = {sizeof(T) * (N), alignof(T) < 16 ? 16 : alignof(T), 0, 0, #name}; \
    T(&name)[N] = *reinterpret_cast<T(*)[N]>(lethe_shared(&name##_place_))

/** Shared memory whose size the launch says; one array a kernel. */
#define SHARED_DYNAMIC(T, name) T* name = static_cast<T*>(lethe_shared_dynamic())

using std::fabs;
using std::max;
using std::min;

static inline void __syncthreads(const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
    lethe_barrier(file, line);
}

static inline void __syncwarp(
    unsigned mask = 0xffffffffu, const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
    lethe_collective(LETHE_SYNC, mask, 0, 0, 32, file, line);
}

template <class T>
static inline T lethe_shuffle(int what, unsigned mask, T v, int parameter, int width, const char* file, int line) {
    static_assert(sizeof(T) <= 8 && std::is_arithmetic<T>::value, "shuffles take numbers");
    uint64_t bits = 0;
    memcpy(&bits, &v, sizeof(T));
    bits = lethe_collective(what, mask, bits, parameter, width, file, line);
    memcpy(&v, &bits, sizeof(T));
    return v;
}

#define LETHE_SHUFFLE_OF(name, what, P)                                                                            \
    template <class T>                                                                                             \
    static inline T name(                                                                                          \
        unsigned mask, T v, P by, int width = 32, const char* file = __builtin_FILE(), int line = __builtin_LINE()) { \
        return lethe_shuffle(what, mask, v, static_cast<int>(by), width, file, line);                              \
    }

LETHE_SHUFFLE_OF(__shfl_sync, LETHE_SHUFFLE, int)
LETHE_SHUFFLE_OF(__shfl_up_sync, LETHE_SHUFFLE_UP, unsigned)
LETHE_SHUFFLE_OF(__shfl_down_sync, LETHE_SHUFFLE_DOWN, unsigned)
LETHE_SHUFFLE_OF(__shfl_xor_sync, LETHE_SHUFFLE_XOR, int)

#define LETHE_VOTE(R, name, what)                                                                                \
    static inline R name(                                                                                        \
        unsigned mask, int predicate, const char* file = __builtin_FILE(), int line = __builtin_LINE()) {        \
        return static_cast<R>(lethe_collective(what, mask, predicate != 0, 0, 32, file, line));                  \
    }

LETHE_VOTE(unsigned, __ballot_sync, LETHE_BALLOT)
LETHE_VOTE(int, __any_sync, LETHE_ANY)
LETHE_VOTE(int, __all_sync, LETHE_ALL)

#define LETHE_ATOMIC(name, builtin)                             \
    static inline int name(int* p, int v) {                     \
        return builtin(p, v, __ATOMIC_RELAXED);                 \
    }                                                           \
    static inline unsigned name(unsigned* p, unsigned v) {      \
        return builtin(p, v, __ATOMIC_RELAXED);                 \
    }                                                           \
    static inline unsigned long long name(unsigned long long* p, unsigned long long v) { \
        return builtin(p, v, __ATOMIC_RELAXED);                 \
    }

LETHE_ATOMIC(atomicAdd, __atomic_fetch_add)
LETHE_ATOMIC(atomicSub, __atomic_fetch_sub)
LETHE_ATOMIC(atomicAnd, __atomic_fetch_and)
LETHE_ATOMIC(atomicOr, __atomic_fetch_or)
LETHE_ATOMIC(atomicXor, __atomic_fetch_xor)
LETHE_ATOMIC(atomicExch, __atomic_exchange_n)

#define LETHE_ATOMIC_CAS(T)                                                                       \
    static inline T atomicCAS(T* p, T expected, T v) {                                            \
        __atomic_compare_exchange_n(p, &expected, v, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED);  \
        return expected;                                                                          \
    }                                                                                             \
    static inline T atomicMax(T* p, T v) {                                                        \
        T old = __atomic_load_n(p, __ATOMIC_RELAXED);                                             \
        while (old < v && !__atomic_compare_exchange_n(p, &old, v, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) { \
        }                                                                                         \
        return old;                                                                               \
    }                                                                                             \
    static inline T atomicMin(T* p, T v) {                                                        \
        T old = __atomic_load_n(p, __ATOMIC_RELAXED);                                             \
        while (v < old && !__atomic_compare_exchange_n(p, &old, v, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) { \
        }                                                                                         \
        return old;                                                                               \
    }

LETHE_ATOMIC_CAS(int)
LETHE_ATOMIC_CAS(unsigned)
LETHE_ATOMIC_CAS(unsigned long long)

// Their sum depends on the order of the threads: they do not compile.
float atomicAdd(float*, float) = delete;
double atomicAdd(double*, double) = delete;

static inline unsigned __umulhi(unsigned a, unsigned b) {
    return static_cast<unsigned>((static_cast<unsigned long long>(a) * b) >> 32);
}

static inline int __mulhi(int a, int b) {
    return static_cast<int>((static_cast<long long>(a) * b) >> 32);
}

static inline int __popc(unsigned v) { return __builtin_popcount(v); }
static inline int __ffs(int v) { return __builtin_ffs(v); }
static inline int __clz(int v) { return v == 0 ? 32 : __builtin_clz(static_cast<unsigned>(v)); }

template <class To, class From>
static inline To lethe_bits(From v) {
    static_assert(sizeof(To) == sizeof(From), "as many bits");
    To to;
    memcpy(&to, &v, sizeof(to));
    return to;
}

static inline int __float_as_int(float v) { return lethe_bits<int>(v); }
static inline unsigned __float_as_uint(float v) { return lethe_bits<unsigned>(v); }
static inline float __int_as_float(int v) { return lethe_bits<float>(v); }
static inline float __uint_as_float(unsigned v) { return lethe_bits<float>(v); }
static inline long long __double_as_longlong(double v) { return lethe_bits<long long>(v); }
static inline double __longlong_as_double(long long v) { return lethe_bits<double>(v); }
