// Entries of the driver API: streams and events.
#include <algorithm>
#include <utility>

#include "capture.h"
#include "stream.h"

using namespace lethe;

namespace {

CUresult no_stream(const char* name) {
    return refuse(CUDA_ERROR_INVALID_HANDLE, std::string(name) + ": no stream of the current context");
}

CUresult no_event(const char* name) {
    return refuse(CUDA_ERROR_INVALID_HANDLE, std::string(name) + ": no event of the current context");
}

/** The stream of the handle, or a return of the reason why there is none. */
#define STREAM(handle)                                             \
    Stream* stream = stream_of(call.context(), handle);            \
    if (stream == nullptr) {                                       \
        return no_stream(__func__);                                \
    }

#define EVENT(event)                                               \
    if (call.context().events.count(event) == 0) {                 \
        return no_event(__func__);                                 \
    }

CUresult not_in_capture(Stream& stream, const char* name) {
    return stream.capture == nullptr
               ? CUDA_SUCCESS
               : invalidate(stream, CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED,
                            std::string(name) + " of a stream that is captured; the capture is spoiled");
}

CUresult captured(Event& event, const char* name) {
    return event.capture == nullptr
               ? CUDA_SUCCESS
               : refuse(CUDA_ERROR_CAPTURED_EVENT, std::string(name) + " of an event that was recorded in a capture");
}

}  // namespace

CUDA_ENTRY cuStreamCreate(CUstream* made, unsigned flags) {
    CALL(CONTEXT | HEALTHY)
    *made = new Stream{&call.context(), (flags & CU_STREAM_NON_BLOCKING) == 0, {}, nullptr, {}};
    call.context().streams.push_back(*made);
    return CUDA_SUCCESS;
}

CUDA_ENTRY cuStreamCreateWithPriority(CUstream* made, unsigned flags, int) { return cuStreamCreate(made, flags); }

CUDA_ENTRY cuStreamDestroy_v2(CUstream handle) {
    CALL(CONTEXT)
    STREAM(handle)
    if (stream == call.context().streams.front()) {
        return no_stream(__func__);
    }
    CUresult bad = not_in_capture(*stream, __func__);
    if (bad != CUDA_SUCCESS) {
        return bad;
    }
    finish(call.context(), *stream);
    auto& streams = call.context().streams;
    streams.erase(std::find(streams.begin(), streams.end(), stream));
    delete stream;
    return CUDA_SUCCESS;
}

CUDA_ENTRY cuStreamSynchronize(CUstream handle) {
    CALL(CONTEXT | HEALTHY)
    STREAM(handle)
    CUresult bad = not_in_capture(*stream, __func__);
    return bad != CUDA_SUCCESS ? bad : finish(call.context(), *stream);
}

CUDA_ENTRY cuStreamQuery(CUstream handle) {
    CALL(CONTEXT | HEALTHY)
    STREAM(handle)
    CUresult bad = not_in_capture(*stream, __func__);
    if (bad != CUDA_SUCCESS) {
        return bad;
    }
    if (stream->queue.empty()) {
        return CUDA_SUCCESS;
    }
    // Time passes while a program asks.
    size_t before = stream->queue.size();
    run_until(call.context(), stream, [&] { return stream->queue.size() < before; });
    return call.context().sticky.code != CUDA_SUCCESS ? call.context().sticky.code : CUDA_ERROR_NOT_READY;
}

CUDA_ENTRY cuStreamWaitEvent(CUstream handle, CUevent event, unsigned) {
    CALL(CONTEXT | HEALTHY)
    STREAM(handle)
    EVENT(event)
    if (stream->capture != nullptr || event->capture != nullptr) {
        return capture_wait(*stream, *event);
    }
    if (event->marker != nullptr && !event->marker->reached) {
        enqueue_wait(*stream, event->marker);
    }
    return CUDA_SUCCESS;
}

CUDA_ENTRY cuEventCreate(CUevent* made, unsigned flags) {
    CALL(CONTEXT | HEALTHY)
    *made = new Event{&call.context(), (flags & CU_EVENT_DISABLE_TIMING) == 0, nullptr, nullptr, {}};
    call.context().events.insert(*made);
    return CUDA_SUCCESS;
}

CUDA_ENTRY cuEventDestroy_v2(CUevent event) {
    CALL(CONTEXT)
    EVENT(event)
    call.context().events.erase(event);
    delete event;
    return CUDA_SUCCESS;
}

CUDA_ENTRY cuEventRecord(CUevent event, CUstream handle) {
    CALL(CONTEXT | HEALTHY)
    STREAM(handle)
    EVENT(event)
    if (stream->capture != nullptr) {
        return capture_event(*stream, *event);
    }
    event->capture = nullptr;
    event->nodes.clear();
    event->marker = std::make_shared<Marker>();
    enqueue_marker(*stream, event->marker);
    return CUDA_SUCCESS;
}

CUDA_ENTRY cuEventSynchronize(CUevent event) {
    CALL(CONTEXT | HEALTHY)
    EVENT(event)
    CUresult bad = captured(*event, __func__);
    if (bad != CUDA_SUCCESS || event->marker == nullptr) {
        return bad;
    }
    run_until(call.context(), nullptr, [event] { return event->marker->reached; });
    return call.context().sticky.code;
}

CUDA_ENTRY cuEventQuery(CUevent event) {
    CALL(CONTEXT | HEALTHY)
    EVENT(event)
    CUresult bad = captured(*event, __func__);
    if (bad != CUDA_SUCCESS || event->marker == nullptr || event->marker->reached) {
        return bad;
    }
    bool once = false;
    run_until(call.context(), nullptr, [&once] { return std::exchange(once, true); });
    return call.context().sticky.code != CUDA_SUCCESS ? call.context().sticky.code : CUDA_ERROR_NOT_READY;
}

CUDA_ENTRY cuEventElapsedTime(float* milliseconds, CUevent first, CUevent second) {
    CALL(CONTEXT | HEALTHY)
    EVENT(first)
    EVENT(second)
    if (!first->timed || !second->timed || first->marker == nullptr || second->marker == nullptr) {
        return refuse(CUDA_ERROR_INVALID_HANDLE, "cuEventElapsedTime of an event without timing, or never recorded");
    }
    if (!first->marker->reached || !second->marker->reached) {
        return refuse(CUDA_ERROR_NOT_READY, "cuEventElapsedTime of an event that was not reached");
    }
    *milliseconds = static_cast<float>(second->marker->milliseconds - first->marker->milliseconds);
    return CUDA_SUCCESS;
}

CUDA_ENTRY cuEventElapsedTime_v2(float* milliseconds, CUevent first, CUevent second) {
    return cuEventElapsedTime(milliseconds, first, second);
}

/** For emulated libraries: work of theirs in a stream or its capture; release is called when nobody can run it. */
extern "C" __attribute__((visibility("default"))) int lethe_emulated_enqueue(
    CUstream handle, void (*run)(void*), void* data, void (*release)(void*)) {
    std::shared_ptr<void> kept(data, [release](void* p) {
        if (release != nullptr) {
            release(p);
        }
    });
    CALL(CONTEXT | HEALTHY)
    STREAM(handle)
    return enqueue(*stream, [run, kept](Context&) { run(kept.get()); });
}
