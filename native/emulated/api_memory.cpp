// Entries of the driver API: memory and copies.
#include <cstring>

#include "context.h"
#include "memory.h"
#include "settings.h"
#include "stream.h"

using namespace lethe;

namespace {

void* at(CUdeviceptr p) { return reinterpret_cast<void*>(static_cast<uintptr_t>(p)); }

CUresult no_stream() { return refuse(CUDA_ERROR_INVALID_HANDLE, "this is no stream of the current context"); }

/** A device address that a copy or a fill names; checked when it is enqueued, as a real driver does, and when it runs. */
CUresult check(const char* name, CUdeviceptr p, size_t bytes) {
    std::string why = bytes == 0 ? "" : why_not(at(p), bytes);
    return why.empty() ? CUDA_SUCCESS : refuse(CUDA_ERROR_INVALID_VALUE, std::string(name) + ": " + why);
}

/** Host memory of a copy: pinned memory is known, and what is not of our range is the program's own. */
std::string why_not_host(const void* p, size_t bytes) {
    return find(reinterpret_cast<uintptr_t>(p)) == nullptr ? "" : why_not(p, bytes);
}

bool pinned(const void* p) { return find(reinterpret_cast<uintptr_t>(p)) != nullptr; }

Work copy(const char* name, void* to, const void* from, size_t bytes) {
    return [=](Context& context) {
        std::string why = why_not_host(to, bytes);
        why = why.empty() ? why_not_host(from, bytes) : why;
        if (!why.empty()) {
            end_context(context, {CUDA_ERROR_ILLEGAL_ADDRESS, std::string(name) + ": " + why});
            return;
        }
        memmove(to, from, bytes);
    };
}

/** Pageable memory may change or go as soon as the call returns: it is read at once, as the real driver does. */
CUresult copy_in(const char* name, Stream& stream, CUdeviceptr to, const void* from, size_t bytes) {
    if (pinned(from)) {
        return enqueue(stream, copy(name, at(to), from, bytes));
    }
    auto kept = std::make_shared<std::string>(static_cast<const char*>(from), bytes);
    return enqueue(stream, [=](Context& context) { copy(name, at(to), kept->data(), bytes)(context); });
}

template <class T>
CUresult fill(const char* name, CUdeviceptr to, T value, size_t count, Stream* stream, bool wait) {
    if (stream == nullptr) {
        return no_stream();
    }
    CUresult bad = check(name, to, count * sizeof(T));
    if (bad != CUDA_SUCCESS) {
        return bad;
    }
    if (to % sizeof(T) != 0) {
        return refuse(CUDA_ERROR_INVALID_VALUE, std::string(name) + ": the address is not aligned to the element");
    }
    CUresult code = enqueue(*stream, [=](Context& context) {
        std::string why = count == 0 ? "" : why_not(at(to), count * sizeof(T));
        if (!why.empty()) {
            end_context(context, {CUDA_ERROR_ILLEGAL_ADDRESS, std::string(name) + ": " + why});
            return;
        }
        T* p = static_cast<T*>(at(to));
        for (size_t i = 0; i < count; i++) {
            p[i] = value;
        }
    });
    return code != CUDA_SUCCESS || !wait ? code : finish(*stream->context, *stream);
}

CUresult new_memory(const char* name, Kind kind, size_t bytes, Allocation** made) {
    if (bytes == 0) {
        return refuse(CUDA_ERROR_INVALID_VALUE, std::string(name) + " of 0 bytes");
    }
    Context& context = *current_context();
    size_t limit = static_cast<size_t>(settings().memory);
    size_t used = in_use(context.device);
    bool fits = kind == Kind::HOST || (bytes <= limit && used <= limit - bytes);
    *made = fits ? allocate(bytes, kind, context.device) : nullptr;
    return *made != nullptr ? CUDA_SUCCESS
                            : refuse(CUDA_ERROR_OUT_OF_MEMORY, std::string(name) + " of " + std::to_string(bytes) +
                                                                   " bytes: " + std::to_string(used) + " of " +
                                                                   std::to_string(limit) + " are in use");
}

CUresult free_memory(const char* name, Kind kind, uintptr_t address) {
    if (address == 0) {
        return CUDA_SUCCESS;
    }
    Allocation* a = find(address);
    std::string what = std::string(name) + " of " + describe(address);
    if (a == nullptr || a->start != address || a->kind != kind) {
        return refuse(CUDA_ERROR_INVALID_VALUE, what + ": not what an allocation of this kind returned");
    }
    if (!a->live) {
        return refuse(CUDA_ERROR_INVALID_VALUE, what + ": it is freed twice");
    }
    CUresult code = finish(*current_context());
    release(*a);
    return code;
}

}  // namespace

CUDA_ENTRY cuMemGetInfo_v2(size_t* free, size_t* total) {
    CALL(CONTEXT | HEALTHY)
    size_t used = in_use(call.context().device);
    *total = static_cast<size_t>(settings().memory);
    *free = used < *total ? *total - used : 0;
    return CUDA_SUCCESS;
}

CUDA_ENTRY cuMemAlloc_v2(CUdeviceptr* p, size_t bytes) {
    CALL(CONTEXT | HEALTHY | NO_CAPTURE)
    Allocation* a = nullptr;
    CUresult code = new_memory(__func__, Kind::DEVICE, bytes, &a);
    *p = a == nullptr ? 0 : a->start;
    return code;
}

CUDA_ENTRY cuMemFree_v2(CUdeviceptr p) {
    CALL(CONTEXT | HEALTHY | NO_CAPTURE)
    return free_memory(__func__, Kind::DEVICE, static_cast<uintptr_t>(p));
}

CUDA_ENTRY cuMemHostAlloc(void** p, size_t bytes, unsigned) {
    CALL(CONTEXT | HEALTHY | NO_CAPTURE)
    Allocation* a = nullptr;
    CUresult code = new_memory(__func__, Kind::HOST, bytes, &a);
    *p = a == nullptr ? nullptr : reinterpret_cast<void*>(a->start);
    return code;
}

CUDA_ENTRY cuMemAllocHost_v2(void** p, size_t bytes) { return cuMemHostAlloc(p, bytes, 0); }

CUDA_ENTRY cuMemFreeHost(void* p) {
    CALL(CONTEXT | HEALTHY | NO_CAPTURE)
    return free_memory(__func__, Kind::HOST, reinterpret_cast<uintptr_t>(p));
}

CUDA_ENTRY cuMemHostGetDevicePointer_v2(CUdeviceptr* device, void* p, unsigned) {
    CALL(CONTEXT | HEALTHY)
    Allocation* a = find(reinterpret_cast<uintptr_t>(p));
    if (a == nullptr || !a->live || a->kind != Kind::HOST) {
        return refuse(CUDA_ERROR_INVALID_VALUE, describe(reinterpret_cast<uintptr_t>(p)) + ": not pinned host memory");
    }
    *device = reinterpret_cast<uintptr_t>(p);
    return CUDA_SUCCESS;
}

#define COPY(stream_handle, to_device, from_device, device_address, action, wait)        \
    Stream* stream = stream_of(call.context(), stream_handle);                            \
    if (stream == nullptr) {                                                              \
        return no_stream();                                                               \
    }                                                                                     \
    CUresult bad = check(__func__, device_address, bytes);                                \
    if (bad != CUDA_SUCCESS || bytes == 0) {                                              \
        return bad;                                                                       \
    }                                                                                     \
    CUresult code = action;                                                               \
    return code != CUDA_SUCCESS || !(wait) ? code : finish(call.context(), *stream);

CUDA_ENTRY cuMemcpyHtoDAsync_v2(CUdeviceptr to, const void* from, size_t bytes, CUstream handle) {
    CALL(CONTEXT | HEALTHY)
    COPY(handle, true, false, to, copy_in(__func__, *stream, to, from, bytes), false)
}

CUDA_ENTRY cuMemcpyHtoD_v2(CUdeviceptr to, const void* from, size_t bytes) {
    CALL(CONTEXT | HEALTHY | NO_CAPTURE)
    COPY(nullptr, true, false, to, copy_in(__func__, *stream, to, from, bytes), true)
}

CUDA_ENTRY cuMemcpyDtoHAsync_v2(void* to, CUdeviceptr from, size_t bytes, CUstream handle) {
    CALL(CONTEXT | HEALTHY)
    // To pageable memory the copy is done when the call returns; in capture it is refused.
    bool waits = !pinned(to);
    if (waits && stream_of(call.context(), handle) != nullptr && stream_of(call.context(), handle)->capture != nullptr) {
        return refuse(CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, "a captured copy to host memory that is not pinned");
    }
    COPY(handle, false, true, from, enqueue(*stream, copy(__func__, to, at(from), bytes)), waits)
}

CUDA_ENTRY cuMemcpyDtoH_v2(void* to, CUdeviceptr from, size_t bytes) {
    CALL(CONTEXT | HEALTHY | NO_CAPTURE)
    COPY(nullptr, false, true, from, enqueue(*stream, copy(__func__, to, at(from), bytes)), true)
}

CUDA_ENTRY cuMemcpyDtoDAsync_v2(CUdeviceptr to, CUdeviceptr from, size_t bytes, CUstream handle) {
    CALL(CONTEXT | HEALTHY)
    CUresult bad_source = check(__func__, from, bytes);
    if (bad_source != CUDA_SUCCESS) {
        return bad_source;
    }
    COPY(handle, true, true, to, enqueue(*stream, copy(__func__, at(to), at(from), bytes)), false)
}

CUDA_ENTRY cuMemcpyDtoD_v2(CUdeviceptr to, CUdeviceptr from, size_t bytes) {
    CALL(CONTEXT | HEALTHY | NO_CAPTURE)
    return cuMemcpyDtoDAsync_v2(to, from, bytes, nullptr);
}

CUDA_ENTRY cuMemsetD8Async(CUdeviceptr to, unsigned char value, size_t count, CUstream handle) {
    CALL(CONTEXT | HEALTHY)
    return fill(__func__, to, value, count, stream_of(call.context(), handle), false);
}

CUDA_ENTRY cuMemsetD32Async(CUdeviceptr to, unsigned value, size_t count, CUstream handle) {
    CALL(CONTEXT | HEALTHY)
    return fill(__func__, to, value, count, stream_of(call.context(), handle), false);
}

CUDA_ENTRY cuMemsetD8_v2(CUdeviceptr to, unsigned char value, size_t count) {
    CALL(CONTEXT | HEALTHY | NO_CAPTURE)
    return fill(__func__, to, value, count, stream_of(call.context(), nullptr), true);
}

CUDA_ENTRY cuMemsetD32_v2(CUdeviceptr to, unsigned value, size_t count) {
    CALL(CONTEXT | HEALTHY | NO_CAPTURE)
    return fill(__func__, to, value, count, stream_of(call.context(), nullptr), true);
}

/** For emulated libraries: whether their operand lies in memory, checked when the work runs. */
extern "C" __attribute__((visibility("default"))) int lethe_emulated_check(
    const void* p, size_t bytes, int write, const char* what) {
    Call call(__func__, CONTEXT);
    std::string why = bytes == 0 ? "" : why_not(p, bytes);
    if (why.empty() || call.refused != CUDA_SUCCESS) {
        return call.refused;
    }
    end_context(call.context(), {CUDA_ERROR_ILLEGAL_ADDRESS, std::string(what) + (write ? " writes " : " reads ") + why});
    return CUDA_ERROR_ILLEGAL_ADDRESS;
}
