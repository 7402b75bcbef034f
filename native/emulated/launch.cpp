// Blocks of a launch over the host's threads, and the shared memory that they lay out in common.
#include "launch.h"

#include <condition_variable>
#include <cstring>
#include <mutex>
#include <thread>

#include "block.h"
#include "module.h"
#include "settings.h"
#include "shadow.h"

namespace lethe {

namespace {

std::mutex fault_lock;
std::mutex place_lock;
uint32_t last_serial = 0;

/** Takes blocks in order until there are none; which host thread runs a block shows in nothing. */
struct Work {
    Launch& launch;
    std::atomic<unsigned long long> next{0};
    uint64_t seed;

    explicit Work(Launch& l) : launch(l), seed(static_cast<uint64_t>(settings().seed)) {}

    void run(Runner& runner) {
        unsigned long long blocks = launch.blocks();
        while (!launch.stopped.load(std::memory_order_relaxed)) {
            unsigned long long i = next.fetch_add(1, std::memory_order_relaxed);
            if (i >= blocks) {
                return;
            }
            // A seed turns the grid around its length, and every other seed runs it backwards.
            unsigned long long b = seed == 0 ? i : (i + mix(seed) % blocks) % blocks;
            runner.run(launch, (seed & 1) != 0 ? blocks - 1 - b : b);
        }
    }
};

/** Host threads beside the caller's; they live as long as the process. */
class Crew {
public:
    explicit Crew(int count) : count_(count) {
        for (int i = 0; i < count; i++) {
            std::thread([this] { serve(); }).detach();
        }
    }

    int count() const { return count_; }

    void run(Work& work, Runner& mine) {
        {
            std::lock_guard<std::mutex> hold(lock_);
            work_ = &work;
            round_++;
            busy_ = count_;
        }
        wake_.notify_all();
        work.run(mine);
        std::unique_lock<std::mutex> hold(lock_);
        done_.wait(hold, [this] { return busy_ == 0; });
    }

private:
    void serve() {
        Runner& runner = *new Runner();
        uint64_t seen = 0;
        for (;;) {
            Work* work;
            {
                std::unique_lock<std::mutex> hold(lock_);
                wake_.wait(hold, [&] { return round_ != seen; });
                seen = round_;
                work = work_;
            }
            work->run(runner);
            std::lock_guard<std::mutex> hold(lock_);
            if (--busy_ == 0) {
                done_.notify_one();
            }
        }
    }

    int count_;
    std::mutex lock_;
    std::condition_variable wake_;
    std::condition_variable done_;
    Work* work_ = nullptr;
    uint64_t round_ = 0;
    int busy_ = 0;
};

Crew& crew(int count) {
    static Crew* crew = new Crew(count);
    return *crew;
}

int workers() {
    long asked = settings().workers;
    long n = asked > 0 ? asked : static_cast<long>(std::thread::hardware_concurrency());
    return static_cast<int>(n < 1 ? 1 : n > 16 ? 16 : n);
}

/** Calls are serialised, so that one runner serves every host thread of the program. */
Runner& runner_of_callers() {
    static Runner* runner = new Runner();
    return *runner;
}

/** The array's offset, or why there is no room for it. */
std::string try_place(Launch& launch, LetheShared& array) {
    std::lock_guard<std::mutex> hold(place_lock);
    if (array.launch == launch.serial) {
        return "";
    }
    uint32_t used = (launch.static_used + array.align - 1) / array.align * array.align + array.bytes;
    if (used > DEFAULT_SHARED) {
        return "its SHARED arrays take " + std::to_string(used) + " bytes; static shared memory ends at 49152";
    }
    if (used + launch.dynamic > MAX_SHARED) {
        return std::to_string(used) + " bytes of static and " + std::to_string(launch.dynamic) +
               " of dynamic shared memory are over 232448";
    }
    uint32_t gap = launch.function->strict ? 64 : 0;
    array.offset = (launch.static_shared + gap + array.align - 1) / array.align * array.align;
    launch.static_used = used;
    launch.static_shared = array.offset + array.bytes;
    launch.arrays.push_back(&array);
    __atomic_store_n(&array.launch, launch.serial, __ATOMIC_RELEASE);
    return "";
}

}  // namespace

void copy_arguments(Launch& launch, void** parameters) {
    const LetheKernel& kernel = *launch.function->kernel;
    size_t bytes = 0;
    for (uint32_t i = 0; i < kernel.count; i++) {
        bytes = (bytes + 15) / 16 * 16 + kernel.sizes[i];
    }
    launch.arguments.resize(bytes + 16);
    launch.slots.resize(kernel.count + 1);
    char* to = launch.arguments.data();
    size_t at = 0;
    for (uint32_t i = 0; i < kernel.count; i++) {
        at = (at + 15) / 16 * 16;
        memcpy(to + at, parameters[i], kernel.sizes[i]);
        launch.slots[i] = to + at;
        at += kernel.sizes[i];
    }
}

void leave_fault(Launch& launch, const Fault& fault) {
    std::lock_guard<std::mutex> hold(fault_lock);
    if (!launch.stopped) {
        launch.fault = fault;
        launch.stopped = true;
    }
}

void place_shared(Launch& launch, LetheShared& array) {
    if (!try_place(launch, array).empty()) {
        Runner::of_this_host_thread()->stop(CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES, try_place(launch, array));
    }
}

void execute(Launch& launch) {
    launch.serial = ++last_serial == 0 ? ++last_serial : last_serial;
    launch.static_shared = 0;
    launch.static_used = 0;
    launch.arrays.clear();
    launch.stopped = false;
    launch.fault = Fault();
    Runner& mine = runner_of_callers();
    Work work(launch);
    if (launch.function->strict) {
        shadow_begin_launch();
    }
    int hands = workers();
    if (launch.function->strict || hands == 1 || launch.blocks() < 4) {
        work.run(mine);
    } else {
        crew(hands - 1).run(work, mine);
    }
    if (launch.stopped && launch.fault.pc != nullptr) {
        launch.fault.text += source_of(*launch.function->module, launch.fault.pc);
    }
}

}  // namespace lethe
