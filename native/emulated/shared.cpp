// Shared memory of a block: where its arrays lie, and what they hold before anything is written.
#include <cstring>

#include "block.h"
#include "shadow.h"

namespace lethe {

void Runner::poison(Launch& launch) {
    uint32_t used = launch.static_shared.load(std::memory_order_relaxed);
    shared_dirty_ = shared_dirty_ > used ? shared_dirty_ : used;
    memset(shared_, 0xFF, shared_dirty_);
    memset(dynamic_, 0xFF, launch.dynamic);
    shared_dirty_ = used;
}

void* Runner::shared(LetheShared* array) {
    if (__atomic_load_n(&array->launch, __ATOMIC_ACQUIRE) != launch_->serial) {
        place_shared(*launch_, *array);
    }
    return shared_ + array->offset;
}

const LetheShared* Runner::array_at(size_t offset) const {
    for (const LetheShared* array : launch_->arrays) {
        if (offset >= array->offset && offset < array->offset + array->bytes) {
            return array;
        }
    }
    return nullptr;
}

std::string Runner::describe_shared(size_t offset) const {
    const LetheShared* near = array_at(offset);
    for (const LetheShared* array : launch_->arrays) {
        near = near == nullptr && array->offset <= offset ? array : near;
        near = array->offset <= offset && array->offset > near->offset ? array : near;
    }
    if (near == nullptr) {
        return "byte " + std::to_string(offset) + " of shared memory, where no SHARED array is";
    }
    std::string name = "SHARED array " + std::string(near->name) + " (" + std::to_string(near->bytes) + " bytes)";
    size_t at = offset - near->offset;
    return at < near->bytes ? "byte " + std::to_string(at) + " of " + name
                            : std::to_string(at - near->bytes) + " bytes after the end of " + name;
}

void* Runner::shadow_of(void*& shadow, size_t bytes) {
    if (shadow == nullptr) {
        shadow = shadow_make(bytes);
    }
    return shadow;
}

}  // namespace lethe
