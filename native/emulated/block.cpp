// Order in which the threads of a block run, and the barrier of the block.
#include "block.h"

#include <sys/mman.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "settings.h"
#include "shadow.h"

extern "C" {
__thread LetheThread* lethe_self __attribute__((tls_model("initial-exec"))) = nullptr;
}

namespace lethe {

namespace {

__thread Runner* runner_here __attribute__((tls_model("initial-exec"))) = nullptr;

char* map_shared(size_t bytes) {
    void* p = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED) {
        fprintf(stderr, "lethe emulated driver: no memory for a block's shared memory of %zu bytes\n", bytes);
        abort();
    }
    return static_cast<char*>(p);
}

uint3 index_in(const dim3& size, unsigned long long i) {
    return {static_cast<unsigned>(i % size.x), static_cast<unsigned>(i / size.x % size.y),
            static_cast<unsigned>(i / size.x / size.y)};
}

std::string text_of(const uint3& d) {
    return "(" + std::to_string(d.x) + ", " + std::to_string(d.y) + ", " + std::to_string(d.z) + ")";
}

std::string text_of(const char* file, int line) {
    const char* slash = strrchr(file, '/');
    return std::string(slash == nullptr ? file : slash + 1) + ":" + std::to_string(line);
}

}  // namespace

Runner*& Runner::of_this_host_thread() { return runner_here; }

Runner::Runner() : shared_(map_shared(SHARED_SPACE)), dynamic_(map_shared(DYNAMIC_SPACE)) {
    memset(shared_, 0xFF, SHARED_SPACE);
}

LetheThread* Runner::self_of(int fiber) const {
    return reinterpret_cast<LetheThread*>(
        (reinterpret_cast<uintptr_t>(stacks_.high(fiber)) - sizeof(LetheThread)) & ~uintptr_t{63});
}

Runner::Fiber& Runner::prepare(int i) {
    Fiber& fiber = fibers_[i];
    fiber.self = self_of(i);
    fiber.pointer = fiber_begin(stacks_.low(i), reinterpret_cast<char*>(fiber.self), &Runner::fiber_main);
    fiber.thread = -1;
    return fiber;
}

void Runner::run(Launch& launch, unsigned long long block) {
    runner_here = this;
    launch_ = &launch;
    block_ = block;
    block_index_ = index_in(launch.grid, block);
    count_ = static_cast<int>(launch.threads());
    started_ = exited_ = at_barrier_ = ready_first_ = ready_count_ = 0;
    poison(launch);
    for (int i = 0; i < count_; i++) {
        threads_[i].state = State::WAITING_TO_START;
        order_[i] = static_cast<int16_t>(i);
    }
    for (int w = 0; w * WARP < count_; w++) {
        warps_[w].pending = 0;
    }
    uint64_t seed = static_cast<uint64_t>(settings().seed);
    random_ = 0;
    if (seed != 0) {
        random_ = mix(seed ^ mix(launch.serial * 0x9E3779B97F4A7C15ull + block));
        for (int i = count_ - 1; i > 0; i--) {
            random_ = mix(random_);
            std::swap(order_[i], order_[random_ % (i + 1)]);
        }
    }
    if (launch.function->strict) {
        shadow_begin_block(block);
    }
    switch_to(pick());
    if (launch.stopped.load(std::memory_order_relaxed)) {
        prepared_ = idle_count_ = 0;  // what is on the stacks is dropped: kernels own nothing
    } else if (exited_ != count_) {
        Fault fault;
        fault.code = CUDA_ERROR_LAUNCH_FAILED;
        fault.text = deadlock();
        prepared_ = idle_count_ = 0;
        leave_fault(launch, fault);
    }
    uint32_t used = launch.static_shared.load(std::memory_order_relaxed);
    shared_dirty_ = shared_dirty_ > used ? shared_dirty_ : used;
    launch_ = nullptr;
}

void Runner::begin_thread(Fiber& fiber) {
    int t = order_[started_++];
    fiber.thread = t;
    threads_[t].state = State::RUNNING;
    threads_[t].fiber = static_cast<int16_t>(current_);
    current_thread_ = t;
    unsigned index = static_cast<unsigned>(t);
    LetheThread& self = *fiber.self;
    self.thread = index < launch_->block.x ? uint3{index, 0, 0} : index_in(launch_->block, index);
    self.block = block_index_;
    self.block_dim = launch_->block;
    self.grid_dim = launch_->grid;
    self.shared = shared_;
    self.dynamic = dynamic_;
    lethe_self = fiber.self;
}

void Runner::fiber_main() {
    Runner& r = *runner_here;
    for (;;) {
        while (r.started_ < r.count_) {
            Fiber& fiber = r.fibers_[r.current_];
            r.begin_thread(fiber);
            r.launch_->function->kernel->run(r.launch_->slots.data());
            r.threads_[fiber.thread].state = State::EXITED;
            r.exited_++;
        }
        r.idle_[r.idle_count_++] = static_cast<int16_t>(r.current_);
        r.switch_to(r.pick());
    }
}

int Runner::pick() {
    if (ready_count_ > 0) {
        if (random_ != 0) {
            random_ = mix(random_);
            int other = (ready_first_ + static_cast<int>(random_ % ready_count_)) % MAX_THREADS;
            std::swap(ready_[ready_first_], ready_[other]);
        }
        int fiber = ready_[ready_first_];
        ready_first_ = (ready_first_ + 1) % MAX_THREADS;
        ready_count_--;
        return fiber;
    }
    if (started_ < count_) {
        if (idle_count_ > 0) {
            return idle_[--idle_count_];
        }
        prepare(prepared_);
        return prepared_++;
    }
    return MAIN;
}

void Runner::make_ready(int fiber) {
    ready_[(ready_first_ + ready_count_++) % MAX_THREADS] = static_cast<int16_t>(fiber);
}

void Runner::switch_to(int to) {
    int from = current_;
    if (to == from) {
        return;
    }
    void** save = from == MAIN ? &main_pointer_ : &fibers_[from].pointer;
    current_ = to;
    lethe_switch(save, to == MAIN ? main_pointer_ : fibers_[to].pointer);
    if (from != MAIN) {
        lethe_self = fibers_[from].self;
        current_thread_ = fibers_[from].thread;
    }
}

void Runner::wait() { switch_to(pick()); }

void Runner::barrier(const char* file, int line) {
    Thread& me = threads_[current_thread_];
    me.file = file;
    me.line = line;
    if (at_barrier_ + 1 < count_) {
        at_barrier_++;
        me.state = State::AT_BARRIER;
        wait();
        return;
    }
    for (int i = 0; i < count_; i++) {
        const Thread& t = threads_[i];
        if (t.line != line || (t.file != file && strcmp(t.file, file) != 0)) {
            stop(CUDA_ERROR_LAUNCH_FAILED, "divergent __syncthreads: this thread is at " + text_of(file, line) + ", " +
                                               place(i) + " is at " + text_of(t.file, t.line));
        }
    }
    at_barrier_ = 0;
    if (launch_->function->strict) {
        shadow_barrier();
    }
    for (int i = 0; i < count_; i++) {
        if (threads_[i].state == State::AT_BARRIER) {
            threads_[i].state = State::RUNNING;
            make_ready(threads_[i].fiber);
        }
    }
}

std::string Runner::place(unsigned long long block, int thread) const {
    return "block " + text_of(index_in(launch_->grid, block)) + " thread " +
           text_of(index_in(launch_->block, static_cast<unsigned>(thread)));
}

void Runner::stop(CUresult code, const std::string& what, void* pc) {
    Fault fault;
    fault.pc = pc;
    fault.code = code;
    fault.text = std::string("kernel ") + launch_->function->kernel->name + ", " + place(current_thread_) + ": " + what;
    leave_fault(*launch_, fault);
    current_ = MAIN;
    void* dropped;
    lethe_switch(&dropped, main_pointer_);
    __builtin_unreachable();
}

}  // namespace lethe

extern "C" {

const LetheThread* lethe_here() noexcept { return lethe_self; }

void lethe_barrier(const char* file, int line) { lethe::runner_here->barrier(file, line); }

uint64_t lethe_collective(
    int what, unsigned mask, uint64_t value, int parameter, int width, const char* file, int line) {
    return lethe::runner_here->collective(what, mask, value, parameter, width, file, line);
}

void* lethe_shared(LetheShared* array) noexcept { return lethe::runner_here->shared(array); }

void* lethe_shared_dynamic() noexcept { return lethe::runner_here->dynamic(); }
}
