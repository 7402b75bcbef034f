// Races by vector clocks: a launch orders all before it, a barrier its block, __syncwarp the lanes that take part.
#include "shadow.h"

#include <sys/mman.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "block.h"
#include "memory.h"

namespace lethe {

namespace {

/** When and by whom: launch 11 bits, block 22, thread 10, barrier 12, clock 8, atomic 1. 0 is nobody. */
using Stamp = uint64_t;

constexpr uint64_t LAUNCHES = 1 << 11;
constexpr uint64_t LAST_BARRIER = (1 << 12) - 1;  // this and later ones are not told apart
constexpr uint64_t LAST_CLOCK = (1 << 8) - 1;

uint64_t launch_of(Stamp s) { return s >> 53; }
uint64_t block_of(Stamp s) { return s >> 31 & ((1 << 22) - 1); }
int thread_of(Stamp s) { return static_cast<int>(s >> 21 & 1023); }
uint64_t barrier_of(Stamp s) { return s >> 9 & LAST_BARRIER; }
uint64_t clock_of(Stamp s) { return s >> 1 & LAST_CLOCK; }
bool atomic(Stamp s) { return (s & 1) != 0; }

/** Of four bytes: the last write, and two reads since (or atomics before that write). */
struct Cell {
    Stamp write;
    Stamp reads[2];
};

constexpr Stamp SPLIT = ~Stamp{0};  // as the write of a cell: reads[0] is the index of its four bytes' cells

struct Split {
    Cell bytes[4];
};

/** What a thread knows of the clocks of its warp, since the barrier named. */
struct Clocks {
    uint64_t barrier;
    uint8_t of[WARP];
};

std::vector<Split>& splits() {
    static auto* list = new std::vector<Split>();
    return *list;
}

Clocks clocks[MAX_THREADS];
uint64_t launch_now = 0;
uint64_t block_now = 0;
uint64_t barrier_now = 0;

Clocks& clocks_of(int thread) {
    Clocks& c = clocks[thread];
    if (c.barrier != barrier_now) {
        c.barrier = barrier_now;
        memset(c.of, 0, sizeof(c.of));
        c.of[thread % WARP] = 1;
    }
    return c;
}

/** Whether what the stamp says came before what this thread does now. */
bool before(Stamp s, int thread, bool shared) {
    if (s == 0 || launch_of(s) != launch_now) {
        return true;
    }
    if (block_of(s) != (block_now & ((1 << 22) - 1))) {
        return shared;
    }
    int other = thread_of(s);
    if (other == thread || barrier_of(s) != barrier_now || barrier_now == LAST_BARRIER) {
        return true;
    }
    return other / WARP == thread / WARP &&
           (clock_of(s) == LAST_CLOCK || clocks_of(thread).of[other % WARP] >= clock_of(s));
}

Collision collision(Stamp s, bool wrote) {
    return {true, static_cast<unsigned>(block_of(s)), thread_of(s), wrote};
}

Collision enter(Cell& cell, Stamp me, bool write, int thread, bool shared) {
    if (!before(cell.write, thread, shared) && !(atomic(me) && atomic(cell.write))) {
        return collision(cell.write, true);
    }
    for (Stamp read : cell.reads) {
        if ((write || atomic(read)) && !(atomic(me) && atomic(read)) && !before(read, thread, shared)) {
            return collision(read, atomic(read));
        }
    }
    if (write) {
        // An atomic of another thread stays known: a plain access after this one may race with it.
        bool keep = atomic(me) && !before(cell.write, thread, shared);
        cell.reads[0] = keep ? cell.write : 0;
        cell.reads[1] = 0;
        cell.write = me;
        return {};
    }
    Stamp* reads = cell.reads;
    if (before(reads[0], thread, shared)) {
        reads[0] = me;
    } else if (before(reads[1], thread, shared) || thread_of(reads[0]) / WARP == thread_of(reads[1]) / WARP) {
        reads[1] = me;
    }
    return {};
}

Split& split(Cell& cell) {
    if (cell.write != SPLIT) {
        Split bytes;
        for (Cell& b : bytes.bytes) {
            b = cell;
        }
        cell.write = SPLIT;
        cell.reads[0] = splits().size();
        splits().push_back(bytes);
    }
    return splits()[cell.reads[0]];
}

}  // namespace

std::string Access::words() const {
    return std::string(atomic ? "atomic access" : write ? "write" : "read") + " of " + std::to_string(bytes) + " bytes";
}

void shadow_begin_launch() {
    if (++launch_now == LAUNCHES) {
        launch_now = 1;
        splits().clear();
        clear_shadows();
    }
}

void shadow_begin_block(unsigned long long block) {
    block_now = block;
    barrier_now = 0;
    for (Clocks& c : clocks) {
        c.barrier = ~uint64_t{0};
    }
}

void shadow_barrier() {
    barrier_now += barrier_now < LAST_BARRIER ? 1 : 0;
}

void shadow_sync_warp(int warp, uint32_t mask) {
    uint8_t joined[WARP] = {};
    for (uint32_t rest = mask; rest != 0; rest &= rest - 1) {
        const Clocks& c = clocks_of(warp * WARP + __builtin_ctz(rest));
        for (int lane = 0; lane < WARP; lane++) {
            joined[lane] = joined[lane] > c.of[lane] ? joined[lane] : c.of[lane];
        }
    }
    for (uint32_t rest = mask; rest != 0; rest &= rest - 1) {
        int lane = __builtin_ctz(rest);
        Clocks& c = clocks_of(warp * WARP + lane);
        memcpy(c.of, joined, sizeof(joined));
        c.of[lane] = static_cast<uint8_t>(c.of[lane] < LAST_CLOCK ? c.of[lane] + 1 : LAST_CLOCK);
    }
}

Collision shadow_access(void* shadow, size_t offset, const Access& access, int thread, bool shared) {
    Stamp me = launch_now << 53 | (block_now & ((1 << 22) - 1)) << 31 | static_cast<uint64_t>(thread) << 21 |
               barrier_now << 9 | static_cast<uint64_t>(clocks_of(thread).of[thread % WARP]) << 1 |
               (access.atomic ? 1 : 0);
    Cell* cells = static_cast<Cell*>(shadow);
    size_t end = offset + access.bytes;
    while (offset < end) {
        Cell& cell = cells[offset / 4];
        if (offset % 4 == 0 && end - offset >= 4 && cell.write != SPLIT) {
            Collision found = enter(cell, me, access.write, thread, shared);
            if (found.found) {
                return found;
            }
            offset += 4;
            continue;
        }
        Split& bytes = split(cell);
        do {
            Collision found = enter(bytes.bytes[offset % 4], me, access.write, thread, shared);
            if (found.found) {
                return found;
            }
        } while (++offset % 4 != 0 && offset < end);
    }
    return {};
}

size_t shadow_bytes(size_t bytes) { return (bytes + 3) / 4 * sizeof(Cell); }

void* shadow_make(size_t bytes) {
    void* p = mmap(nullptr, shadow_bytes(bytes), PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (p == MAP_FAILED) {
        fprintf(stderr, "lethe emulated driver: no address space to check %zu bytes of memory\n", bytes);
        abort();
    }
    return p;
}

void shadow_free(void* shadow, size_t bytes) { munmap(shadow, shadow_bytes(bytes)); }

void shadow_clear(void* shadow, size_t bytes) { madvise(shadow, shadow_bytes(bytes), MADV_DONTNEED); }

}  // namespace lethe
