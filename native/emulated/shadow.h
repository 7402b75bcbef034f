// Who touched which byte last: how the strict build sees races. Used by one host thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace lethe {

/** How a thread touches memory. Atomic accesses race with plain ones, not with each other. */
struct Access {
    uintptr_t address;
    unsigned bytes;
    bool write;
    bool atomic;

    std::string words() const;
};

void shadow_begin_launch();
void shadow_begin_block(unsigned long long block);
void shadow_barrier();

/** __syncwarp: what the lanes of the mask did before is ordered before what they do after. */
void shadow_sync_warp(int warp, uint32_t mask);

/** Bytes of shadow for so many bytes of memory. */
size_t shadow_bytes(size_t bytes);

/** What an access of a thread collides with. */
struct Collision {
    bool found = false;
    unsigned block = 0;
    int thread = 0;
    bool wrote = false;
};

/** Enters an access into the shadow of some memory; offset is that of its first byte. Shared memory is of one block. */
Collision shadow_access(void* shadow, size_t offset, const Access& access, int thread, bool shared);

/** Address space for a shadow, all clear. */
void* shadow_make(size_t bytes);
void shadow_free(void* shadow, size_t bytes);
void shadow_clear(void* shadow, size_t bytes);

}  // namespace lethe
