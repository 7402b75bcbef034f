// Device and pinned host memory: allocations far apart in one reserved range, found from any address in it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace lethe {

enum class Kind : uint8_t { DEVICE, HOST };

struct Allocation {
    uintptr_t start;
    size_t bytes;
    uint32_t number;  // counted over the process, as reports name it
    int device;
    Kind kind;
    bool live;
    void* shadow = nullptr;  // who touched it last, made when a strict kernel first does

    uintptr_t end() const { return start + bytes; }
};

constexpr int GRANULE_BITS = 16;
constexpr size_t RANGE = size_t{1} << 36;

extern uintptr_t range_start;       // of the reserved range; 0 before the first allocation
extern Allocation** range_granules;  // by granule: the allocation that has or had it, or null

/** The allocation, live or freed, that has or had this address; the one before it for the gap after it; or null. */
inline Allocation* find(uintptr_t address) {
    uintptr_t offset = address - range_start;
    return range_start == 0 || offset >= RANGE ? nullptr : range_granules[offset >> GRANULE_BITS];
}

/** New memory filled with NaN (if settings say so), or null if the range is used up. */
Allocation* allocate(size_t bytes, Kind kind, int device);

/** Takes the pages back; the record stays, to name uses after this. */
void release(Allocation& allocation);

/** Frees everything that was allocated for a device. */
void release_all(int device);

/** Bytes in use on a device. */
size_t in_use(int device);

/** Forgets who touched what. */
void clear_shadows();

/** Why [p, p + bytes) may not be touched, or nothing if it may; images' own data counts as memory. */
std::string why_not(const void* p, size_t bytes);

/** "byte 40 of allocation 3 (128 bytes of device memory)" and the like, for any address. */
std::string describe(uintptr_t address);

/** An image's loaded segments: their data are device variables. */
void add_image(uintptr_t low, uintptr_t high);
void remove_image(uintptr_t low);

}  // namespace lethe
