// What the environment or a test may set; see docs/emulator.md.
#pragma once

#include <cstdint>
#include <string>

namespace lethe {

struct Settings {
    long seed = 0;       // of the order of streams, blocks and threads; 0: their natural order
    long lazy = 1;       // whether work waits in its stream until somebody waits for it
    long workers = 0;    // host threads that run blocks; 0: as many as there are processors
    long memory = 2147483648;  // of each device in bytes
    long devices = 2;
    long poison = 1;     // whether fresh memory is filled with NaN
};

Settings& settings();

/** Sets a value by name; false if there is no such name. */
bool set(const std::string& key, const std::string& value);

/** Finaliser of SplitMix64. */
inline uint64_t mix(uint64_t z) {
    z += 0x9E3779B97F4A7C15ull;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
}

}  // namespace lethe
