// What lanes of a warp do together: shuffles, votes and __syncwarp.
#include <cstring>

#include "block.h"
#include "shadow.h"

namespace lethe {

std::string Runner::collective_name(int what) const {
    static const char* const names[] = {"__syncwarp",    "__shfl_sync",   "__shfl_up_sync", "__shfl_down_sync",
                                        "__shfl_xor_sync", "__ballot_sync", "__any_sync",     "__all_sync"};
    return names[what];
}

namespace {

std::string at(const char* file, int line) {
    const char* slash = strrchr(file, '/');
    return " at " + std::string(slash == nullptr ? file : slash + 1) + ":" + std::to_string(line);
}

std::string hex(unsigned v) {
    char text[16];
    snprintf(text, sizeof(text), "0x%08x", v);
    return text;
}

/** The lane that a shuffle reads, after the rules of the CUDA programming guide. */
int source(int what, int lane, int parameter, int width) {
    int first = lane & ~(width - 1);
    int last = first + width - 1;
    int from;
    switch (what) {
        case LETHE_SHUFFLE:
            return first | (parameter & (width - 1));
        case LETHE_SHUFFLE_UP:
            from = lane - parameter;
            return from < first ? lane : from;
        case LETHE_SHUFFLE_DOWN:
            from = lane + parameter;
            return from > last ? lane : from;
        default:
            from = lane ^ parameter;
            return from > last ? lane : from;
    }
}

}  // namespace

uint64_t Runner::collective(
    int what, unsigned mask, uint64_t value, int parameter, int width, const char* file, int line) {
    int index = current_thread_ / WARP;
    int lane = current_thread_ % WARP;
    Warp& warp = warps_[index];
    if ((mask >> lane & 1) == 0) {
        stop(CUDA_ERROR_LAUNCH_FAILED, collective_name(what) + at(file, line) + ": lane " + std::to_string(lane) +
                                           " is not in its own mask " + hex(mask));
    }
    if (width <= 0 || width > WARP || (width & (width - 1)) != 0) {
        stop(CUDA_ERROR_LAUNCH_FAILED, collective_name(what) + at(file, line) + ": width " + std::to_string(width) +
                                           " is not a power of two up to 32");
    }
    warp.mask[lane] = mask;
    warp.value[lane] = value;
    warp.parameter[lane] = parameter;
    warp.what[lane] = static_cast<uint8_t>(what);
    warp.width[lane] = static_cast<uint8_t>(width);
    warp.file[lane] = file;
    warp.line[lane] = line;
    warp.pending |= 1u << lane;
    uint32_t here = warp.pending & mask;
    if (here == mask) {
        check_collective(warp, index, lane, mask);
        finish_collective(warp, index, mask);
    } else {
        threads_[current_thread_].state = State::AT_COLLECTIVE;
        wait();
    }
    return warp.value[lane];
}

void Runner::check_collective(const Warp& warp, int index, int lane, unsigned mask) {
    for (uint32_t rest = mask; rest != 0; rest &= rest - 1) {
        int other = __builtin_ctz(rest);
        if (warp.mask[other] != mask || warp.what[other] != warp.what[lane] || warp.width[other] != warp.width[lane]) {
            stop(CUDA_ERROR_LAUNCH_FAILED,
                 "lanes of one warp are at different collectives: this lane in " + collective_name(warp.what[lane]) +
                     at(warp.file[lane], warp.line[lane]) + " with mask " + hex(mask) + " and width " +
                     std::to_string(warp.width[lane]) + ", " + place(index * WARP + other) + " in " +
                     collective_name(warp.what[other]) + at(warp.file[other], warp.line[other]) + " with mask " +
                     hex(warp.mask[other]) + " and width " + std::to_string(warp.width[other]));
        }
    }
}

void Runner::finish_collective(Warp& warp, int index, unsigned mask) {
    int first = __builtin_ctz(mask);
    int what = warp.what[first];
    int width = warp.width[first];
    if (what == LETHE_SYNC) {
        if (launch_->function->strict) {
            shadow_sync_warp(index, mask);
        }
    } else if (what >= LETHE_BALLOT) {
        uint32_t votes = 0;
        for (uint32_t rest = mask; rest != 0; rest &= rest - 1) {
            int lane = __builtin_ctz(rest);
            votes |= static_cast<uint32_t>(warp.value[lane]) << lane;
        }
        uint64_t result = what == LETHE_BALLOT ? votes : what == LETHE_ANY ? votes != 0 : votes == mask;
        for (uint32_t rest = mask; rest != 0; rest &= rest - 1) {
            warp.value[__builtin_ctz(rest)] = result;
        }
    } else {
        uint64_t result[WARP];
        for (uint32_t rest = mask; rest != 0; rest &= rest - 1) {
            int lane = __builtin_ctz(rest);
            int from = source(what, lane, warp.parameter[lane], width);
            if (from < 0 || from >= WARP || (mask >> from & 1) == 0) {
                stop(CUDA_ERROR_LAUNCH_FAILED, collective_name(what) + at(warp.file[lane], warp.line[lane]) + ": " +
                                                   place(index * WARP + lane) + " reads lane " + std::to_string(from) +
                                                   ", which is missing from the mask " + hex(mask));
            }
            result[lane] = warp.value[from];
        }
        for (uint32_t rest = mask; rest != 0; rest &= rest - 1) {
            int lane = __builtin_ctz(rest);
            warp.value[lane] = result[lane];
        }
    }
    warp.pending &= ~mask;
    for (uint32_t rest = mask; rest != 0; rest &= rest - 1) {
        int thread = index * WARP + __builtin_ctz(rest);
        if (thread != current_thread_) {
            threads_[thread].state = State::RUNNING;
            make_ready(threads_[thread].fiber);
        }
    }
}

}  // namespace lethe
