// One kernel launch: what runs, over which grid, and what became of it.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "driver.h"
#include "image.h"

namespace lethe {

/** What stopped a kernel: the code of the driver API and the words of the report. */
struct Fault {
    CUresult code = CUDA_SUCCESS;
    std::string text;
    void* pc = nullptr;  // in the image, where known
};

struct Function {
    const LetheKernel* kernel;
    Module* module;
    bool strict;
    unsigned max_dynamic = 48 * 1024;
};

struct Launch {
    const Function* function;
    dim3 grid;
    dim3 block;
    unsigned dynamic;
    int device;
    std::vector<char> arguments;
    std::vector<void*> slots;  // of the arguments, in order
    uint32_t serial = 0;
    std::atomic<uint32_t> static_shared{0};  // end of the SHARED arrays placed so far
    uint32_t static_used = 0;                // bytes of them; in the strict build there are gaps between
    std::vector<const LetheShared*> arrays;
    std::atomic<bool> stopped{false};
    Fault fault;

    unsigned threads() const { return block.x * block.y * block.z; }
    unsigned long long blocks() const { return static_cast<unsigned long long>(grid.x) * grid.y * grid.z; }
};

/** Copies the parameters, which the caller may overwrite as soon as the launch call returns. */
void copy_arguments(Launch& launch, void** parameters);

/** Keeps the first fault of a launch, and stops it. */
void leave_fault(Launch& launch, const Fault& fault);

/** Gives a SHARED array its place in the blocks of this launch. */
void place_shared(Launch& launch, LetheShared& array);

/** Runs every block; the launch's fault says whether one stopped it. */
void execute(Launch& launch);

}  // namespace lethe
