// Stacks of fibers; the switch itself is in fiber_switch.S, or here by ucontext on other processors.
#include "fiber.h"

#include <sys/mman.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>

#if !defined(__x86_64__) && !defined(__aarch64__)
#include <ucontext.h>
#define LETHE_UCONTEXT
#endif

namespace lethe {

Stacks::Stacks() {
    void* p = mmap(nullptr, COUNT * SPACE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (p == MAP_FAILED) {
        fprintf(stderr, "lethe emulated driver: no address space for %d stacks of %zu bytes\n", COUNT, SPACE);
        abort();
    }
    memory_ = static_cast<char*>(p);
    for (int i = 0; i < COUNT; i++) {
        mprotect(memory_ + i * SPACE, GUARD, PROT_NONE);
    }
}

#if defined(__x86_64__)

void* fiber_begin(char*, char* high, void (*entry)()) {
    uintptr_t top = (reinterpret_cast<uintptr_t>(high) - 64) & ~uintptr_t{15};
    void** frame = reinterpret_cast<void**>(top);
    for (int i = 0; i < 6; i++) {
        frame[i] = nullptr;
    }
    frame[6] = reinterpret_cast<void*>(entry);
    frame[7] = nullptr;  // nowhere to return to
    return frame;
}

#elif defined(__aarch64__)

void* fiber_begin(char*, char* high, void (*entry)()) {
    uintptr_t top = (reinterpret_cast<uintptr_t>(high) - 160) & ~uintptr_t{15};
    void** frame = reinterpret_cast<void**>(top);
    for (int i = 0; i < 20; i++) {
        frame[i] = nullptr;
    }
    frame[11] = reinterpret_cast<void*>(entry);  // x30
    return frame;
}

#else

void* fiber_begin(char* low, char* high, void (*entry)()) {
    ucontext_t* context = reinterpret_cast<ucontext_t*>(
        (reinterpret_cast<uintptr_t>(high) - sizeof(ucontext_t)) & ~uintptr_t{63});
    getcontext(context);
    context->uc_stack.ss_sp = low;
    context->uc_stack.ss_size = reinterpret_cast<char*>(context) - low;
    context->uc_link = nullptr;
    makecontext(context, entry, 0);
    return context;
}

#endif

}  // namespace lethe

#ifdef LETHE_UCONTEXT
extern "C" void lethe_switch(void** save, void* to) {
    ucontext_t here;
    *save = &here;
    swapcontext(&here, static_cast<ucontext_t*>(to));
}
#endif
