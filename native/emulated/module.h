// Images of kernels, loaded from bytes.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "context.h"

namespace lethe {

struct Module {
    void* library = nullptr;
    int file = -1;  // keeps the image readable, for source lines in reports
    uintptr_t low = 0;
    uintptr_t high = 0;
    uintptr_t writable_low = 0;
    uintptr_t writable_high = 0;
    const LetheKernels* table = nullptr;
    std::map<std::string, std::unique_ptr<Function>> functions;
};

/** Loads an ELF image; null, with the reason, if it is none of ours. */
Module* load_image(const void* bytes, std::string& reason);

void unload_image(Module* module);

/** " at FILE:LINE" of a place in an image, with the lines that it was inlined into; less where binutils is missing. */
std::string source_of(const Module& module, void* pc);

/** Bytes of the variable at this address, as its symbol says. */
size_t size_of_symbol(void* address);

}  // namespace lethe
