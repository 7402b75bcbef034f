// What a kernel image and the emulated driver know of each other.
#pragma once

#include <cstdint>

#include "vectors.h"

/** Where a thread stands in its launch. Lies at the top of the stack that the thread runs on. */
struct LetheThread {
    uint3 thread;
    uint3 block;
    dim3 block_dim;
    dim3 grid_dim;
    char* shared;   // the block's static shared memory
    char* dynamic;  // the block's dynamic shared memory
};

/** One SHARED array of the program; its place in the block's memory is given at first use in a launch. */
struct LetheShared {
    uint32_t bytes;
    uint32_t align;
    uint32_t offset;
    uint32_t launch;  // the launch that the offset belongs to; 0 before the first
    const char* name;
};

/** One kernel of an image. */
struct LetheKernel {
    const char* name;
    void (*run)(void** parameters);
    uint32_t count;
    const uint32_t* sizes;     // of the parameters in bytes
    const char* const* types;  // of the parameters, as written in C++
    uint32_t bounds;           // __launch_bounds__, 0 without
};

/** All kernels of an image, exported under the name lethe_kernels. */
struct LetheKernels {
    uint32_t version;
    uint32_t strict;  // whether every access of the image is checked
    uint32_t count;
    const LetheKernel* kernels;
};

constexpr uint32_t LETHE_IMAGE_VERSION = 1;

/** What lanes of a warp do together. */
enum LetheCollective : int {
    LETHE_SYNC,
    LETHE_SHUFFLE,
    LETHE_SHUFFLE_UP,
    LETHE_SHUFFLE_DOWN,
    LETHE_SHUFFLE_XOR,
    LETHE_BALLOT,
    LETHE_ANY,
    LETHE_ALL
};

extern "C" {
extern __thread LetheThread* lethe_self __attribute__((tls_model("initial-exec")));
extern uint32_t lethe_launch;

const LetheThread* lethe_here() noexcept __attribute__((const));
void lethe_barrier(const char* file, int line);
uint64_t lethe_collective(int what, unsigned mask, uint64_t value, int parameter, int width, const char* file, int line);
void* lethe_shared(LetheShared* array) noexcept;
void* lethe_shared_dynamic() noexcept;
}
