// What the emulated cuBLAS and its tests need of a driver: memory, and one stream that runs when it is waited for.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <map>
#include <vector>

struct Work {
    void (*run)(void *);
    void *data;
    void (*release)(void *);
};

static std::vector<Work> stream;
static std::map<uintptr_t, size_t> memory;
static bool fault;

extern "C" {

int lethe_emulated_enqueue(void *, void (*run)(void *), void *data, void (*release)(void *)) {
    stream.push_back({run, data, release});
    return 0;
}

int lethe_emulated_check(const void *p, size_t bytes, int, const char *) {
    uintptr_t at = reinterpret_cast<uintptr_t>(p);
    auto after = memory.upper_bound(at);
    bool right = after != memory.begin() && at + bytes <= std::prev(after)->first + std::prev(after)->second;
    fault = fault || !right;
    return right ? 0 : 700;
}

int cuInit(unsigned) { return 0; }

int cuMemAlloc_v2(uintptr_t *address, size_t bytes) {
    *address = reinterpret_cast<uintptr_t>(aligned_alloc(256, (bytes + 255) / 256 * 256));
    memory[*address] = bytes;
    return 0;
}

int cuMemFree_v2(uintptr_t address) {
    memory.erase(address);
    free(reinterpret_cast<void *>(address));
    return 0;
}

int cuMemcpyHtoD_v2(uintptr_t to, const void *from, size_t bytes) {
    memcpy(reinterpret_cast<void *>(to), from, bytes);
    return 0;
}

int cuMemcpyDtoH_v2(void *to, uintptr_t from, size_t bytes) {
    memcpy(to, reinterpret_cast<void *>(from), bytes);
    return 0;
}

int cuCtxSynchronize() {
    for (const Work &work : stream) {
        work.run(work.data);
        work.release(work.data);
    }
    stream.clear();
    bool found = fault;
    fault = false;
    return found ? 700 : 0;
}
}
