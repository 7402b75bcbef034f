// Runs the threads of one block after another as fibers on one host thread.
#pragma once

#include <cstdint>
#include <string>

#include "fiber.h"
#include "launch.h"

namespace lethe {

constexpr int MAX_THREADS = 1024;
constexpr int WARP = 32;
constexpr size_t SHARED_SPACE = 1 << 20;  // of the block's static arrays, with the gaps of the strict build
constexpr size_t DYNAMIC_SPACE = 1 << 18;
constexpr uint32_t MAX_SHARED = 227 * 1024;
constexpr uint32_t DEFAULT_SHARED = 48 * 1024;

enum class State : uint8_t { WAITING_TO_START, RUNNING, AT_BARRIER, AT_COLLECTIVE, EXITED };

/** Lanes of one warp that have arrived at something they do together. */
struct Warp {
    uint32_t pending;
    uint32_t mask[WARP];
    uint64_t value[WARP];
    int parameter[WARP];
    uint8_t what[WARP];
    uint8_t width[WARP];
    const char* file[WARP];
    int line[WARP];
};

/** The place of a thread in its block, whatever stack it runs on. */
struct Thread {
    State state;
    int16_t fiber;
    const char* file;  // of the barrier it waits at
    int line;
};

class Runner {
public:
    Runner();

    /** Runs all threads of a block; a fault is left in the launch. */
    void run(Launch& launch, unsigned long long block);

    void barrier(const char* file, int line);
    uint64_t collective(
        int what, unsigned mask, uint64_t value, int parameter, int width, const char* file, int line);
    void* shared(LetheShared* array);
    void* dynamic() { return dynamic_; }

    /** Ends the kernel with a fault of the running thread; does not return. */
    [[noreturn]] void stop(CUresult code, const std::string& what, void* pc = nullptr);

    bool running() const { return launch_ != nullptr; }
    const Launch& launch() const { return *launch_; }
    unsigned long long block() const { return block_; }
    int thread() const { return current_thread_; }
    int count() const { return count_; }
    char* stack_low() const { return stacks_.low(current_); }
    char* stack_high() const { return stacks_.high(current_); }
    bool owns_stack(const void* p) const { return stacks_.owns(p); }
    char* shared_memory() const { return shared_; }
    char* dynamic_memory() const { return dynamic_; }
    void* shared_shadow() { return shadow_of(shared_shadow_, SHARED_SPACE); }
    void* dynamic_shadow() { return shadow_of(dynamic_shadow_, DYNAMIC_SPACE); }

    /** "block (x, y, z), thread (x, y, z)" of a thread of the running block. */
    std::string place(int thread) const { return place(block_, thread); }
    std::string place(unsigned long long block, int thread) const;

    /** The SHARED array that has this byte of the block's shared memory; null if none has. */
    const LetheShared* array_at(size_t offset) const;

    /** "byte 8 of SHARED array x (64 bytes)" for a byte in or near one. */
    std::string describe_shared(size_t offset) const;

    static Runner*& of_this_host_thread();

private:
    struct Fiber {
        void* pointer;
        LetheThread* self;
        int thread;
    };

    static void fiber_main();
    void begin_thread(Fiber& fiber);
    void wait();
    void switch_to(int fiber);
    int pick();
    void make_ready(int fiber);
    void finish_collective(Warp& warp, int warp_index, unsigned mask);
    void check_collective(const Warp& warp, int warp_index, int lane, unsigned mask);
    void poison(Launch& launch);
    static void* shadow_of(void*& shadow, size_t bytes);
    std::string deadlock() const;
    std::string collective_name(int what) const;
    Fiber& prepare(int fiber);
    LetheThread* self_of(int fiber) const;

    static constexpr int MAIN = -1;

    Stacks stacks_;
    Fiber fibers_[MAX_THREADS];
    Thread threads_[MAX_THREADS];
    Warp warps_[MAX_THREADS / WARP];
    int16_t order_[MAX_THREADS];
    int16_t ready_[MAX_THREADS];
    int16_t idle_[MAX_THREADS];
    char* shared_;
    char* dynamic_;
    uint32_t shared_dirty_ = 0;
    void* shared_shadow_ = nullptr;
    void* dynamic_shadow_ = nullptr;

    Launch* launch_ = nullptr;
    unsigned long long block_ = 0;
    uint3 block_index_{};
    int count_ = 0;
    int started_ = 0;
    int exited_ = 0;
    int at_barrier_ = 0;
    int ready_first_ = 0;
    int ready_count_ = 0;
    int idle_count_ = 0;
    int prepared_ = 0;
    int current_ = MAIN;
    int current_thread_ = -1;
    void* main_pointer_ = nullptr;
    uint64_t random_ = 0;
};

}  // namespace lethe
