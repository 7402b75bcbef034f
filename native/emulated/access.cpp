// Where a kernel may read and write: its stack, its block's shared memory, live allocations, the image's data.
#include "access.h"

#include "block.h"
#include "memory.h"
#include "module.h"

namespace lethe {

namespace {

constexpr size_t STACK_LEFT = 8192;  // that the emulated driver's own functions need

[[noreturn]] void illegal(Runner& r, const Access& a, const std::string& where, void* pc) {
    r.stop(CUDA_ERROR_ILLEGAL_ADDRESS, a.words() + " at " + where, pc);
}


std::string shared_where(const char* kind, size_t offset, size_t size) {
    return "byte " + std::to_string(offset) + " of " + std::to_string(size) + " bytes of " + kind + " shared memory";
}

void race(Runner& r, const Collision& c, const Access& a, const std::string& where, void* pc) {
    r.stop(CUDA_ERROR_LAUNCH_FAILED,
           "race: " + a.words() + " at " + where + ", which " + r.place(c.block, c.thread) +
               (c.wrote ? " wrote" : " read") + " with nothing that orders the two",
           pc);
}

bool check_shared(Runner& r, const Access& a, void* pc) {
    uintptr_t fixed = a.address - reinterpret_cast<uintptr_t>(r.shared_memory());
    if (fixed < SHARED_SPACE) {
        if (r.array_at(fixed) == nullptr || r.array_at(fixed) != r.array_at(fixed + a.bytes - 1)) {
            illegal(r, a, r.describe_shared(fixed), pc);
        }
        Collision c = shadow_access(r.shared_shadow(), fixed, a, r.thread(), true);
        if (c.found) {
            race(r, c, a, r.describe_shared(fixed), pc);
        }
        return true;
    }
    uintptr_t dynamic = a.address - reinterpret_cast<uintptr_t>(r.dynamic_memory());
    if (dynamic < DYNAMIC_SPACE) {
        std::string where = shared_where("dynamic", dynamic, r.launch().dynamic);
        if (dynamic + a.bytes > r.launch().dynamic) {
            illegal(r, a, where, pc);
        }
        Collision c = shadow_access(r.dynamic_shadow(), dynamic, a, r.thread(), true);
        if (c.found) {
            race(r, c, a, where, pc);
        }
        return true;
    }
    return false;
}

bool in_image(const Module& module, const Access& a) {
    return a.write ? a.address >= module.writable_low && a.address + a.bytes <= module.writable_high
                   : a.address >= module.low && a.address + a.bytes <= module.high;
}

}  // namespace

void check_access(const Access& a, void* pc) {
    Runner* runner = Runner::of_this_host_thread();
    if (runner == nullptr || !runner->running()) {
        return;  // a constructor of the image
    }
    Runner& r = *runner;
    if (a.address >= reinterpret_cast<uintptr_t>(r.stack_low()) &&
        a.address + a.bytes <= reinterpret_cast<uintptr_t>(r.stack_high())) {
        return;
    }
    Allocation* m = find(a.address);
    if (m != nullptr) {
        if (a.address < m->start || a.address + a.bytes > m->end() || !m->live) {
            illegal(r, a, describe(a.address), pc);
        }
        if (m->kind == Kind::DEVICE && m->device != r.launch().device) {
            illegal(r, a, describe(a.address) + ", from device " + std::to_string(r.launch().device), pc);
        }
        if (m->shadow == nullptr) {
            m->shadow = shadow_make(m->bytes);
        }
        Collision c = shadow_access(m->shadow, a.address - m->start, a, r.thread(), false);
        if (c.found) {
            race(r, c, a, describe(a.address), pc);
        }
        return;
    }
    if (check_shared(r, a, pc) || in_image(*r.launch().function->module, a)) {
        return;
    }
    illegal(r, a,
            r.owns_stack(reinterpret_cast<void*>(a.address)) ? "the stack of another thread" : describe(a.address), pc);
}

void check_aligned(const Access& a, void* pc) {
    Runner* r = Runner::of_this_host_thread();
    if (a.address % a.bytes != 0 && r != nullptr && r->running()) {
        r->stop(CUDA_ERROR_MISALIGNED_ADDRESS,
                a.words() + " at " + describe(a.address) + ", not a multiple of " + std::to_string(a.bytes), pc);
    }
}

void check_stack(void* pc) {
    Runner* r = Runner::of_this_host_thread();
    char here;
    if (r != nullptr && r->running() && &here < r->stack_low() + STACK_LEFT && &here > r->stack_low()) {
        r->stop(CUDA_ERROR_LAUNCH_FAILED, "its stack of 64 KB is used up", pc);
    }
}

}  // namespace lethe
