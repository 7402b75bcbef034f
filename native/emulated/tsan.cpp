// What -fsanitize=thread calls: every load and store of a strict image comes through here.
#include "access.h"

#include <cstdint>

using lethe::Access;

#define ENTRY extern "C" __attribute__((visibility("default")))
#define PC __builtin_return_address(0)

namespace {

inline void touch(const volatile void* p, unsigned bytes, bool write, bool atomic, bool aligned, void* pc) {
    Access access{reinterpret_cast<uintptr_t>(p), bytes, write, atomic};
    if (aligned) {
        lethe::check_aligned(access, pc);
    }
    lethe::check_access(access, pc);
}

/** Ranges are checked in words, so that each is in one allocation. */
void touch_range(uintptr_t p, size_t bytes, bool write, void* pc) {
    for (size_t i = 0; i < bytes; i += 8) {
        unsigned part = bytes - i < 8 ? static_cast<unsigned>(bytes - i) : 8;
        touch(reinterpret_cast<void*>(p + i), part, write, false, false, pc);
    }
}

}  // namespace

ENTRY void __tsan_init() {}
ENTRY void __tsan_func_entry(void*) { lethe::check_stack(PC); }
ENTRY void __tsan_func_exit() {}
ENTRY void __tsan_vptr_update(void**, void*) {}
ENTRY void __tsan_vptr_read(void**) {}

#define PLAIN(n)                                                                                             \
    ENTRY void __tsan_read##n(void* p) { touch(p, n, false, false, true, PC); }                              \
    ENTRY void __tsan_write##n(void* p) { touch(p, n, true, false, true, PC); }                              \
    ENTRY void __tsan_unaligned_read##n(void* p) { touch(p, n, false, false, false, PC); }                   \
    ENTRY void __tsan_unaligned_write##n(void* p) { touch(p, n, true, false, false, PC); }                   \
    ENTRY void __tsan_volatile_read##n(void* p) { touch(p, n, false, false, true, PC); }                     \
    ENTRY void __tsan_volatile_write##n(void* p) { touch(p, n, true, false, true, PC); }                     \
    ENTRY void __tsan_unaligned_volatile_read##n(void* p) { touch(p, n, false, false, false, PC); }          \
    ENTRY void __tsan_unaligned_volatile_write##n(void* p) { touch(p, n, true, false, false, PC); }

PLAIN(1)
PLAIN(2)
PLAIN(4)
PLAIN(8)
PLAIN(16)

ENTRY void __tsan_read_range(void* p, size_t bytes) { touch_range(reinterpret_cast<uintptr_t>(p), bytes, false, PC); }
ENTRY void __tsan_write_range(void* p, size_t bytes) { touch_range(reinterpret_cast<uintptr_t>(p), bytes, true, PC); }

ENTRY void __tsan_atomic_thread_fence(int) {}
ENTRY void __tsan_atomic_signal_fence(int) {}

#define FETCH(T, bits, name)                                                                     \
    ENTRY T __tsan_atomic##bits##_fetch_##name(volatile T* p, T v, int) {                        \
        touch(p, sizeof(T), true, true, true, PC);                                               \
        return __atomic_fetch_##name(p, v, __ATOMIC_RELAXED);                                    \
    }

#define COMPARE(T, bits, name)                                                                   \
    ENTRY int __tsan_atomic##bits##_compare_exchange_##name(volatile T* p, T* expected, T v, int, int) { \
        touch(p, sizeof(T), true, true, true, PC);                                               \
        return __atomic_compare_exchange_n(p, expected, v, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED); \
    }

#define ATOMIC(T, bits)                                                                          \
    ENTRY T __tsan_atomic##bits##_load(const volatile T* p, int) {                               \
        touch(p, sizeof(T), true, true, true, PC);                                               \
        return __atomic_load_n(p, __ATOMIC_RELAXED);                                             \
    }                                                                                            \
    ENTRY void __tsan_atomic##bits##_store(volatile T* p, T v, int) {                            \
        touch(p, sizeof(T), true, true, true, PC);                                               \
        __atomic_store_n(p, v, __ATOMIC_RELAXED);                                                \
    }                                                                                            \
    ENTRY T __tsan_atomic##bits##_exchange(volatile T* p, T v, int) {                            \
        touch(p, sizeof(T), true, true, true, PC);                                               \
        return __atomic_exchange_n(p, v, __ATOMIC_RELAXED);                                      \
    }                                                                                            \
    ENTRY T __tsan_atomic##bits##_compare_exchange_val(volatile T* p, T expected, T v, int, int) { \
        touch(p, sizeof(T), true, true, true, PC);                                               \
        __atomic_compare_exchange_n(p, &expected, v, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED); \
        return expected;                                                                         \
    }                                                                                            \
    COMPARE(T, bits, strong)                                                                     \
    COMPARE(T, bits, weak)                                                                       \
    FETCH(T, bits, add)                                                                          \
    FETCH(T, bits, sub)                                                                          \
    FETCH(T, bits, and)                                                                          \
    FETCH(T, bits, or)                                                                           \
    FETCH(T, bits, xor)                                                                          \
    FETCH(T, bits, nand)

ATOMIC(uint8_t, 8)
ATOMIC(uint16_t, 16)
ATOMIC(uint32_t, 32)
ATOMIC(uint64_t, 64)

/** A vector is copied: its parts' accesses would not show that it is misaligned. */
extern "C" __attribute__((visibility("default"))) void lethe_vector_access(const void* p, unsigned bytes) noexcept {
    Access access{reinterpret_cast<uintptr_t>(p), bytes, false, false};
    lethe::check_aligned(access, PC);
}
