// Vector types of the kernel language, with the alignment that 16- and 8-byte accesses have on a GPU.
#pragma once

/** Called where a vector is copied: the strict build looks at the address, which the copy of its parts would hide. */
#ifdef LETHE_STRICT
extern "C" void lethe_vector_access(const void* address, unsigned bytes) noexcept;
#define LETHE_VECTOR(T, ...)                       \
    T() = default;                                 \
    T(const T& o) : __VA_ARGS__ {                  \
        lethe_vector_access(&o, sizeof(T));        \
        lethe_vector_access(this, sizeof(T));      \
    }                                              \
    T& operator=(const T& o) {                     \
        lethe_vector_access(&o, sizeof(T));        \
        lethe_vector_access(this, sizeof(T));      \
        assign(o);                                 \
        return *this;                              \
    }
#else
#define LETHE_VECTOR(T, ...) T() = default;
#endif

#define LETHE_VECTOR2(T, E)                                \
    struct alignas(2 * sizeof(E)) T {                      \
        E x, y;                                            \
        LETHE_VECTOR(T, x(o.x), y(o.y))                    \
        constexpr T(E a, E b) : x(a), y(b) {}              \
        void assign(const T& o) { x = o.x, y = o.y; }      \
    };                                                     \
    static inline T make_##T(E x, E y) { return T(x, y); }

#define LETHE_VECTOR4(T, E)                                                        \
    struct alignas(4 * sizeof(E)) T {                                              \
        E x, y, z, w;                                                              \
        LETHE_VECTOR(T, x(o.x), y(o.y), z(o.z), w(o.w))                            \
        constexpr T(E a, E b, E c, E d) : x(a), y(b), z(c), w(d) {}                \
        void assign(const T& o) { x = o.x, y = o.y, z = o.z, w = o.w; }            \
    };                                                                             \
    static inline T make_##T(E x, E y, E z, E w) { return T(x, y, z, w); }

LETHE_VECTOR2(float2, float)
LETHE_VECTOR2(int2, int)
LETHE_VECTOR2(uint2, unsigned)
LETHE_VECTOR2(double2, double)
LETHE_VECTOR4(float4, float)
LETHE_VECTOR4(int4, int)
LETHE_VECTOR4(uint4, unsigned)
LETHE_VECTOR4(uchar4, unsigned char)

struct uint3 {
    unsigned x, y, z;
};

struct dim3 {
    unsigned x, y, z;
    constexpr dim3(unsigned x = 1, unsigned y = 1, unsigned z = 1) : x(x), y(y), z(z) {}
};
