// The table of an image's kernels: argument types are taken from the functions themselves.
#pragma once

#include <cstddef>
#include <utility>

#include "image.h"

template <class T>
struct LetheType;

#define LETHE_TYPE(T)                              \
    template <>                                    \
    struct LetheType<T> {                          \
        static constexpr const char* name = #T;    \
    };

LETHE_TYPE(float)
LETHE_TYPE(int)
LETHE_TYPE(float*)
LETHE_TYPE(const float*)
LETHE_TYPE(int*)
LETHE_TYPE(const int*)
LETHE_TYPE(unsigned char*)
LETHE_TYPE(const unsigned char*)

template <class F>
struct LetheSignature;

template <class... A>
struct LetheSignature<void (*)(A...)> {
    static constexpr uint32_t count = sizeof...(A);
    static constexpr uint32_t sizes[sizeof...(A) + 1] = {sizeof(A)..., 0};
    static constexpr const char* types[sizeof...(A) + 1] = {LetheType<A>::name..., nullptr};

    template <void (*F)(A...)>
    __attribute__((no_sanitize("thread"))) static void run(void** parameters) {
        call<F>(parameters, std::index_sequence_for<A...>());
    }

    template <void (*F)(A...), size_t... I>
    __attribute__((no_sanitize("thread"))) static void call(void** parameters, std::index_sequence<I...>) {
        (void)parameters;
        F(*static_cast<A*>(parameters[I])...);
    }
};

/** Entry of a kernel in EMULATED_KERNELS. */
#define EMULATED_KERNEL(name) EMULATED_KERNEL_BOUNDS(name, 0)

/** Entry of a kernel with __launch_bounds__(bounds). */
#define EMULATED_KERNEL_BOUNDS(name, bounds)                                                                    \
    LetheKernel {                                                                                               \
#name, &LetheSignature<decltype(&name)>::template run<&name>, LetheSignature<decltype(&name)>::count,   \
            LetheSignature<decltype(&name)>::sizes, LetheSignature<decltype(&name)>::types, bounds              \
    }

#ifdef LETHE_STRICT
#define LETHE_IS_STRICT 1
#else
#define LETHE_IS_STRICT 0
#endif

/** Exports the table; stands once, after the kernels. */
#define EMULATED_KERNELS(...)                                                                     \
    static const LetheKernel lethe_kernel_list[] = {__VA_ARGS__};                                 \
    extern "C" __attribute__((visibility("default"))) const LetheKernels lethe_kernels;           \
    const LetheKernels lethe_kernels = {                                                          \
        LETHE_IMAGE_VERSION, LETHE_IS_STRICT, sizeof(lethe_kernel_list) / sizeof(LetheKernel), lethe_kernel_list};
