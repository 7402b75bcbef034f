// Why no thread of a block can go on.
#include <cstring>

#include "block.h"

namespace lethe {

namespace {

std::string text_of(const char* file, int line) {
    const char* slash = strrchr(file, '/');
    return std::string(slash == nullptr ? file : slash + 1) + ":" + std::to_string(line);
}

}  // namespace

std::string Runner::deadlock() const {
    std::string kernel = std::string("kernel ") + launch_->function->kernel->name + ", ";
    int waiting = -1;
    int other = -1;
    for (int i = 0; i < count_; i++) {
        if (threads_[i].state == State::AT_BARRIER) {
            waiting = waiting < 0 ? i : waiting;
        } else {
            other = other < 0 ? i : other;
        }
    }
    if (waiting >= 0 && threads_[other].state == State::EXITED) {
        return kernel + place(other) + ": exited, but " + std::to_string(at_barrier_) + " of " +
               std::to_string(count_) + " threads wait for it in __syncthreads at " +
               text_of(threads_[waiting].file, threads_[waiting].line);
    }
    for (int i = 0; i < count_; i++) {
        if (threads_[i].state != State::AT_COLLECTIVE) {
            continue;
        }
        const Warp& warp = warps_[i / WARP];
        int lane = i % WARP;
        uint32_t missing = warp.mask[lane] & ~warp.pending;
        int absent = i - lane + __builtin_ctz(missing);
        std::string why = absent >= count_ ? "is not in the block"
                          : threads_[absent].state == State::EXITED ? "has exited"
                          : threads_[absent].state == State::AT_BARRIER
                              ? "waits in __syncthreads at " + text_of(threads_[absent].file, threads_[absent].line)
                              : "waits for other lanes";
        return kernel + place(i) + ": waits in " + collective_name(warp.what[lane]) + " at " +
               text_of(warp.file[lane], warp.line[lane]) + " for lane " + std::to_string(absent % WARP) +
               " of its mask, which " + why + (absent < count_ ? " (" + place(absent) + ")" : "");
    }
    return kernel + "its threads wait for each other for ever";
}

}  // namespace lethe
