// Allocations of the emulated devices.
#include "memory.h"

#include <sys/mman.h>

#include <cstring>
#include <map>
#include <set>

#include "settings.h"
#include "shadow.h"

namespace lethe {

uintptr_t range_start = 0;
Allocation** range_granules = nullptr;

namespace {

constexpr size_t GRANULE = size_t{1} << GRANULE_BITS;
constexpr size_t GRANULES = RANGE >> GRANULE_BITS;

size_t next_granule = 1;  // what runs over the start of the first allocation stays in the range
uint32_t last_number = 0;
std::map<size_t, size_t>& holes() {  // start and length of runs of freed granules
    static auto* map = new std::map<size_t, size_t>();
    return *map;
}
std::map<int, size_t>& used() {
    static auto* map = new std::map<int, size_t>();
    return *map;
}
std::set<Allocation*>& live() {
    static auto* set = new std::set<Allocation*>();
    return *set;
}
std::map<uintptr_t, uintptr_t>& images() {
    static auto* map = new std::map<uintptr_t, uintptr_t>();
    return *map;
}

void* map_pages(void* at, size_t bytes, int protection, int more) {
    return mmap(at, bytes, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | more, -1, 0);
}

bool reserve() {
    if (range_start != 0) {
        return true;
    }
    void* table = map_pages(nullptr, GRANULES * sizeof(Allocation*), PROT_READ | PROT_WRITE, 0);
    void* p = map_pages(nullptr, RANGE + GRANULE, PROT_NONE, 0);
    if (table == MAP_FAILED || p == MAP_FAILED) {
        return false;
    }
    range_granules = static_cast<Allocation**>(table);
    range_start = (reinterpret_cast<uintptr_t>(p) + GRANULE - 1) / GRANULE * GRANULE;
    return true;
}

/** The first of `count` free granules in a row: unused ones while there are any, so that freed ones stay known. */
size_t take(size_t count) {
    if (next_granule + count <= GRANULES) {
        size_t first = next_granule;
        next_granule += count;
        return first;
    }
    for (auto hole = holes().begin(); hole != holes().end(); ++hole) {
        if (hole->second >= count) {
            size_t first = hole->first;
            size_t left = hole->second - count;
            holes().erase(hole);
            if (left > 0) {
                holes()[first + count] = left;
            }
            return first;
        }
    }
    return GRANULES;
}

void give(size_t first, size_t count) {
    auto next = holes().lower_bound(first);
    if (next != holes().end() && next->first == first + count) {
        count += next->second;
        next = holes().erase(next);
    }
    if (next != holes().begin()) {
        auto before = std::prev(next);
        if (before->first + before->second == first) {
            before->second += count;
            return;
        }
    }
    holes()[first] = count;
}

/** Granules of an allocation, with the gap after it that catches what runs over its end. */
size_t granules_of(size_t bytes) { return (bytes + GRANULE - 1) / GRANULE + 1; }

}  // namespace

Allocation* allocate(size_t bytes, Kind kind, int device) {
    if (!reserve()) {
        return nullptr;
    }
    size_t count = granules_of(bytes);
    size_t first = count > GRANULES ? GRANULES : take(count);
    if (first == GRANULES) {
        return nullptr;
    }
    uintptr_t start = range_start + first * GRANULE;
    if (mprotect(reinterpret_cast<void*>(start), bytes, PROT_READ | PROT_WRITE) != 0) {
        give(first, count);
        return nullptr;
    }
    auto* a = new Allocation{start, bytes, ++last_number, device, kind, true};
    for (size_t g = first; g < first + count; g++) {
        range_granules[g] = a;
    }
    live().insert(a);
    if (settings().poison != 0) {
        memset(reinterpret_cast<void*>(start), 0xFF, bytes);
    }
    if (kind == Kind::DEVICE) {
        used()[device] += bytes;
    }
    return a;
}

void release(Allocation& a) {
    size_t count = granules_of(a.bytes);
    a.live = false;
    live().erase(&a);
    if (a.shadow != nullptr) {
        shadow_free(a.shadow, a.bytes);
        a.shadow = nullptr;
    }
    map_pages(reinterpret_cast<void*>(a.start), (count - 1) * GRANULE, PROT_NONE, MAP_FIXED);
    give((a.start - range_start) >> GRANULE_BITS, count);
    if (a.kind == Kind::DEVICE) {
        used()[a.device] -= a.bytes;
    }
}

void release_all(int device) {
    std::set<Allocation*> mine;
    for (Allocation* a : live()) {
        if (a->device == device) {
            mine.insert(a);
        }
    }
    for (Allocation* a : mine) {
        release(*a);
    }
}

void clear_shadows() {
    for (Allocation* a : live()) {
        if (a->shadow != nullptr) {
            shadow_clear(a->shadow, a->bytes);
        }
    }
}

size_t in_use(int device) { return used()[device]; }

std::string why_not(const void* p, size_t bytes) {
    uintptr_t address = reinterpret_cast<uintptr_t>(p);
    Allocation* a = find(address);
    if (a != nullptr && a->live && address >= a->start && address + bytes <= a->end()) {
        return "";
    }
    auto image = images().upper_bound(address);
    if (image != images().begin() && address + bytes <= std::prev(image)->second) {
        return "";
    }
    return std::to_string(bytes) + " bytes from " + describe(address);
}

std::string describe(uintptr_t address) {
    char hex[32];
    snprintf(hex, sizeof(hex), "0x%llx", static_cast<unsigned long long>(address));
    Allocation* a = find(address);
    Allocation* next = a == nullptr ? find(address + GRANULE) : nullptr;
    if (next != nullptr && next->start > address) {
        return std::string(hex) + ", " + std::to_string(next->start - address) + " bytes before the start of allocation " +
               std::to_string(next->number);
    }
    if (a == nullptr) {
        return std::string(hex) + ", which is in no allocation";
    }
    std::string name = "allocation " + std::to_string(a->number) + " (" + std::to_string(a->bytes) + " bytes of " +
                       (a->kind == Kind::HOST ? "pinned host memory"
                                              : "memory of device " + std::to_string(a->device)) +
                       (a->live ? ")" : ", freed)");
    size_t offset = address - a->start;
    if (offset >= a->bytes) {
        return std::string(hex) + ", " + std::to_string(offset - a->bytes) + " bytes after the end of " + name;
    }
    return std::string(hex) + ", byte " + std::to_string(offset) + " of " + name;
}

void add_image(uintptr_t low, uintptr_t high) { images()[low] = high; }

void remove_image(uintptr_t low) { images().erase(low); }

}  // namespace lethe
