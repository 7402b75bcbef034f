// cuGetErrorName and cuGetErrorString, the latter with the report of what happened.
#include <set>
#include <string>

#include "context.h"

namespace {

struct Name {
    CUresult code;
    const char* name;
    const char* text;
};

#define NAME(code, text) {code, #code, text}

const Name names[] = {
    NAME(CUDA_SUCCESS, "no error"),
    NAME(CUDA_ERROR_INVALID_VALUE, "invalid argument"),
    NAME(CUDA_ERROR_OUT_OF_MEMORY, "out of memory"),
    NAME(CUDA_ERROR_NOT_INITIALIZED, "initialization error"),
    NAME(CUDA_ERROR_NO_DEVICE, "no CUDA-capable device is detected"),
    NAME(CUDA_ERROR_INVALID_DEVICE, "invalid device ordinal"),
    NAME(CUDA_ERROR_INVALID_IMAGE, "device kernel image is invalid"),
    NAME(CUDA_ERROR_INVALID_CONTEXT, "invalid device context"),
    NAME(CUDA_ERROR_NO_BINARY_FOR_GPU, "no kernel image is available for execution on the device"),
    NAME(CUDA_ERROR_INVALID_HANDLE, "invalid resource handle"),
    NAME(CUDA_ERROR_ILLEGAL_STATE, "the operation cannot be performed in the present state"),
    NAME(CUDA_ERROR_NOT_FOUND, "named symbol not found"),
    NAME(CUDA_ERROR_NOT_READY, "device not ready"),
    NAME(CUDA_ERROR_ILLEGAL_ADDRESS, "an illegal memory access was encountered"),
    NAME(CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES, "too many resources requested for launch"),
    NAME(CUDA_ERROR_MISALIGNED_ADDRESS, "misaligned address"),
    NAME(CUDA_ERROR_LAUNCH_FAILED, "unspecified launch failure"),
    NAME(CUDA_ERROR_NOT_SUPPORTED, "operation not supported"),
    NAME(CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, "operation not permitted when stream is capturing"),
    NAME(CUDA_ERROR_STREAM_CAPTURE_INVALIDATED, "operation failed due to a previous error during capture"),
    NAME(CUDA_ERROR_STREAM_CAPTURE_MERGE, "operation would result in a merge of separate capture sequences"),
    NAME(CUDA_ERROR_STREAM_CAPTURE_UNMATCHED, "capture was not ended in the same stream as it began"),
    NAME(CUDA_ERROR_STREAM_CAPTURE_UNJOINED, "capturing stream has unjoined work"),
    NAME(CUDA_ERROR_STREAM_CAPTURE_ISOLATION, "dependency created on uncaptured work in another stream"),
    NAME(CUDA_ERROR_STREAM_CAPTURE_IMPLICIT, "operation would make the legacy stream depend on a capturing stream"),
    NAME(CUDA_ERROR_CAPTURED_EVENT, "operation not permitted on an event last recorded in a capturing stream"),
    NAME(CUDA_ERROR_STREAM_CAPTURE_WRONG_THREAD, "attempt to terminate a thread-local capture from another thread"),
    NAME(CUDA_ERROR_UNKNOWN, "unknown error"),
};

const Name* find(CUresult code) {
    for (const Name& name : names) {
        if (name.code == code) {
            return &name;
        }
    }
    return nullptr;
}

/** Text that stays valid, as that of the real driver does. */
const char* keep(const std::string& text) {
    static auto* kept = new std::set<std::string>();
    return kept->insert(text).first->c_str();
}

}  // namespace

CUDA_ENTRY cuGetErrorName(CUresult code, const char** text) {
    const Name* name = find(code);
    *text = name == nullptr ? nullptr : name->name;
    return name == nullptr ? CUDA_ERROR_INVALID_VALUE : CUDA_SUCCESS;
}

CUDA_ENTRY cuGetErrorString(CUresult code, const char** text) {
    lethe::Call call(__func__, lethe::NOTHING);
    if (code == 7806) {  // the answer to a request of cuDeviceGetByPCIBusId, see docs/emulator.md
        *text = keep(lethe::reason_of(code));
        return CUDA_SUCCESS;
    }
    const Name* name = find(code);
    if (name == nullptr) {
        *text = nullptr;
        return CUDA_ERROR_INVALID_VALUE;
    }
    std::string reason = lethe::reason_of(code);
    *text = reason.empty() || code == CUDA_SUCCESS ? name->text : keep(std::string(name->text) + ": " + reason);
    return CUDA_SUCCESS;
}

/** The report of the last fault or refusal with this code; empty without one. */
extern "C" __attribute__((visibility("default"))) const char* lethe_emulated_report(CUresult code) {
    lethe::Call call(__func__, lethe::NOTHING);
    return keep(lethe::reason_of(code));
}
