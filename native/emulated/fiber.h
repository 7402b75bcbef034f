// Stacks that the threads of a block run on, and the switch between them.
#pragma once

#include <cstddef>

/** Keeps the caller's registers on its stack, its stack pointer in *save, and goes on where `to` was kept. */
extern "C" void lethe_switch(void** save, void* to);

namespace lethe {

/** The stack pointer of a fiber that has not run: the first switch to it calls entry, which must not return. */
void* fiber_begin(char* low, char* high, void (*entry)());

/** One worker's stacks: as many as a block may have threads, each committed as it is used. */
class Stacks {
public:
    static constexpr int COUNT = 1024;
    static constexpr size_t SPACE = 64 * 1024;
    static constexpr size_t GUARD = 4096;

    Stacks();
    char* low(int i) const { return memory_ + i * SPACE + GUARD; }

    /** One past the stack: different for neighbours, so that their tops do not share lines of the cache. */
    char* high(int i) const { return memory_ + (i + 1) * SPACE - (i % 15) * 256; }

    bool owns(const void* p) const {
        return static_cast<const char*>(p) >= memory_ && static_cast<const char*>(p) < memory_ + COUNT * SPACE;
    }

private:
    char* memory_;
};

}  // namespace lethe
