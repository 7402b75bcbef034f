// Order in which the work of streams runs.
#include "stream.h"

#include <time.h>

#include <algorithm>
#include <cstdio>

#include "capture.h"
#include "settings.h"

namespace lethe {

namespace {

constexpr size_t LONGEST_QUEUE = 1024;

uint64_t turn = 0;

bool ready(const Stream& stream) {
    return !stream.queue.empty() && (stream.queue.front().after == nullptr || stream.queue.front().after->reached);
}

void step(Context& context, Stream& stream) {
    Operation operation = std::move(stream.queue.front());
    stream.queue.pop_front();
    if (operation.work && context.sticky.code == CUDA_SUCCESS) {
        operation.work(context);
    }
    if (operation.reach != nullptr) {
        operation.reach->milliseconds = now();
        operation.reach->reached = true;
    }
}

/** The stream whose turn it is: the preferred one if it can go on and there is no seed. */
Stream* next(Context& context, Stream* preferred) {
    uint64_t seed = static_cast<uint64_t>(settings().seed);
    if (seed == 0 && preferred != nullptr && ready(*preferred)) {
        return preferred;
    }
    std::vector<Stream*> able;
    for (Stream* stream : context.streams) {
        if (ready(*stream)) {
            able.push_back(stream);
        }
    }
    if (able.empty()) {
        return nullptr;
    }
    return able[seed == 0 ? 0 : mix(seed ^ mix(++turn)) % able.size()];
}

/** What a stream's work must wait for, by the rules of the legacy default stream (the first of a context). */
void settle_legacy(Stream& stream) {
    Context& context = *stream.context;
    Stream* legacy = context.streams.front();
    if (&stream == legacy) {
        for (Stream* other : context.streams) {
            if (other->blocking) {
                run_until(context, other, [other] { return other->queue.empty(); });
            }
        }
    } else if (stream.blocking && !legacy->queue.empty()) {
        run_until(context, legacy, [legacy] { return legacy->queue.empty(); });
    }
}

void push(Stream& stream, Operation operation) {
    settle_legacy(stream);
    stream.queue.push_back(std::move(operation));
    if (settings().lazy == 0 || stream.queue.size() > LONGEST_QUEUE) {
        run_until(*stream.context, &stream, [&stream] { return stream.queue.empty(); });
    }
}

}  // namespace

double now() {
    timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_nsec) * 1e-6;
}

Stream* stream_of(Context& context, CUstream handle) {
    if (handle == nullptr || handle == reinterpret_cast<CUstream>(1)) {
        return context.streams.front();
    }
    auto found = std::find(context.streams.begin(), context.streams.end(), handle);
    return found == context.streams.end() ? nullptr : *found;
}

CUresult enqueue(Stream& stream, Work work) {
    if (stream.capture != nullptr) {
        return record(stream, std::move(work));
    }
    push(stream, {std::move(work), nullptr, nullptr});
    return CUDA_SUCCESS;
}

void enqueue_wait(Stream& stream, std::shared_ptr<Marker> marker) {
    push(stream, {nullptr, std::move(marker), nullptr});
}

void enqueue_marker(Stream& stream, std::shared_ptr<Marker> marker) {
    push(stream, {nullptr, nullptr, std::move(marker)});
}

void run_until(Context& context, Stream* preferred, const std::function<bool()>& done) {
    while (!done()) {
        Stream* stream = next(context, preferred);
        if (stream == nullptr) {
            return;  // nothing is left that could run
        }
        step(context, *stream);
    }
}

CUresult finish(Context& context, Stream& stream) {
    run_until(context, &stream, [&stream] { return stream.queue.empty(); });
    return context.sticky.code;
}

CUresult finish(Context& context) {
    run_until(context, nullptr, [] { return false; });
    return context.sticky.code;
}

void end_context(Context& context, const Fault& fault) {
    if (context.sticky.code == CUDA_SUCCESS) {
        context.sticky = fault;
        refuse(fault.code, fault.text);
        fprintf(stderr, "lethe emulated driver: %s\n", fault.text.c_str());
    }
}

}  // namespace lethe
