// Entries of the driver API: devices and their contexts.
#include <cstdio>
#include <cstring>

#include "api_control.h"
#include "capture.h"
#include "context.h"
#include "memory.h"
#include "module.h"
#include "settings.h"
#include "stream.h"

using namespace lethe;

namespace {

/** Values of device attributes by number, after an H100; what is not here reads as 0. */
struct Attribute {
    int number;
    int value;
};

const Attribute attributes[] = {
    {1, 1024},       {2, 1024},     {3, 1024},  {4, 64},      {5, 2147483647}, {6, 65535},
    {7, 65535},      {8, 49152},    {9, 65536}, {10, 32},     {11, 2147483647}, {12, 65536},
    {13, 1980000},   {14, 512},     {16, 132},  {19, 1},      {31, 1},         {36, 2619000},
    {37, 5120},      {38, 52428800}, {39, 2048}, {40, 3},      {41, 1},         {75, 9},
    {76, 0},         {81, 233472},  {82, 65536}, {95, 1},      {97, 232448},    {106, 32},
};

CUresult no_device(int device) {
    return refuse(CUDA_ERROR_INVALID_DEVICE, "there is no device " + std::to_string(device) + "; the emulated driver has " +
                                                 std::to_string(settings().devices));
}

void empty(Context& context) {
    for (Stream* stream : context.streams) {
        if (stream->capture != nullptr) {
            std::shared_ptr<Capture> capture = stream->capture;
            abandon(*capture);
        }
    }
    finish(context);
    for (Stream* stream : context.streams) {
        delete stream;
    }
    for (Event* event : context.events) {
        delete event;
    }
    for (GraphExec* exec : context.execs) {
        delete exec;
    }
    for (Graph* graph : context.graphs) {
        delete graph;
    }
    for (Module* module : context.modules) {
        unload_image(module);
    }
    release_all(context.device);
    int device = context.device;
    context = Context();
    context.device = device;
    forget_reasons();
}

}  // namespace

CUDA_ENTRY cuInit(unsigned flags) {
    CALL(NOTHING)
    if (flags != 0) {
        return refuse(CUDA_ERROR_INVALID_VALUE, "cuInit takes no flags");
    }
    if (settings().devices == 0) {
        return refuse(CUDA_ERROR_NO_DEVICE, "the emulated driver was told to have no device");
    }
    initialise();
    return CUDA_SUCCESS;
}

CUDA_ENTRY cuDriverGetVersion(int* version) {
    CALL(NOTHING)
    *version = 13000;
    return CUDA_SUCCESS;
}

CUDA_ENTRY cuDeviceGetCount(int* count) {
    CALL(INITIALISED)
    *count = static_cast<int>(settings().devices);
    return CUDA_SUCCESS;
}

CUDA_ENTRY cuDeviceGet(CUdevice* device, int ordinal) {
    CALL(INITIALISED)
    if (context_of(ordinal) == nullptr) {
        return no_device(ordinal);
    }
    *device = ordinal;
    return CUDA_SUCCESS;
}

/** Also the way to change settings from Java: "lethe:seed=7", see docs/emulator.md. */
CUDA_ENTRY cuDeviceGetByPCIBusId(CUdevice* device, const char* id) {
    CALL(NOTHING)
    if (strncmp(id, "lethe:", 6) == 0) {
        *device = 0;
        return control(id + 6);
    }
    int bus;
    if (sscanf(id, "%*x:%x:%*x.%*x", &bus) != 1 || context_of(bus - 1) == nullptr) {
        return refuse(CUDA_ERROR_INVALID_DEVICE, std::string("no device on the bus at ") + id);
    }
    *device = bus - 1;
    return CUDA_SUCCESS;
}

CUDA_ENTRY cuDeviceGetPCIBusId(char* id, int length, CUdevice device) {
    CALL(INITIALISED)
    if (context_of(device) == nullptr) {
        return no_device(device);
    }
    snprintf(id, static_cast<size_t>(length), "0000:%02X:00.0", device + 1);
    return CUDA_SUCCESS;
}

CUDA_ENTRY cuDeviceGetName(char* name, int length, CUdevice device) {
    CALL(INITIALISED)
    if (context_of(device) == nullptr) {
        return no_device(device);
    }
    snprintf(name, static_cast<size_t>(length), "Lethe emulated GPU");
    return CUDA_SUCCESS;
}

CUDA_ENTRY cuDeviceGetUuid(CUuuid* uuid, CUdevice device) {
    CALL(INITIALISED)
    if (context_of(device) == nullptr) {
        return no_device(device);
    }
    uint64_t halves[2] = {0x6574616C756D4531ull, mix(static_cast<uint64_t>(device) + 1)};
    memcpy(uuid->bytes, halves, sizeof(uuid->bytes));
    return CUDA_SUCCESS;
}

CUDA_ENTRY cuDeviceGetUuid_v2(CUuuid* uuid, CUdevice device) { return cuDeviceGetUuid(uuid, device); }

CUDA_ENTRY cuDeviceGetAttribute(int* value, int attribute, CUdevice device) {
    CALL(INITIALISED)
    if (context_of(device) == nullptr) {
        return no_device(device);
    }
    *value = attribute == 33 ? device + 1 : 0;
    for (const Attribute& a : attributes) {
        *value = a.number == attribute ? a.value : *value;
    }
    return CUDA_SUCCESS;
}

CUDA_ENTRY cuDeviceComputeCapability(int* major, int* minor, CUdevice device) {
    CALL(INITIALISED)
    if (context_of(device) == nullptr) {
        return no_device(device);
    }
    *major = 9;
    *minor = 0;
    return CUDA_SUCCESS;
}

CUDA_ENTRY cuDeviceTotalMem_v2(size_t* bytes, CUdevice device) {
    CALL(INITIALISED)
    if (context_of(device) == nullptr) {
        return no_device(device);
    }
    *bytes = static_cast<size_t>(settings().memory);
    return CUDA_SUCCESS;
}

CUDA_ENTRY cuDevicePrimaryCtxRetain(CUcontext* context, CUdevice device) {
    CALL(INITIALISED)
    Context* found = context_of(device);
    if (found == nullptr) {
        return no_device(device);
    }
    if (found->retained++ == 0) {
        found->streams.push_back(new Stream{found, true, {}, nullptr, {}});
    }
    *context = found;
    return CUDA_SUCCESS;
}

CUDA_ENTRY cuDevicePrimaryCtxRelease_v2(CUdevice device) {
    CALL(INITIALISED)
    Context* context = context_of(device);
    if (context == nullptr) {
        return no_device(device);
    }
    if (context->retained == 0) {
        return refuse(CUDA_ERROR_INVALID_CONTEXT, "the context is released more often than it was retained");
    }
    if (--context->retained == 0) {
        empty(*context);
    }
    return CUDA_SUCCESS;
}

CUDA_ENTRY cuDevicePrimaryCtxReset_v2(CUdevice device) {
    CALL(INITIALISED)
    Context* context = context_of(device);
    if (context == nullptr) {
        return no_device(device);
    }
    empty(*context);
    return CUDA_SUCCESS;
}

CUDA_ENTRY cuDevicePrimaryCtxGetState(CUdevice device, unsigned* flags, int* active) {
    CALL(INITIALISED)
    if (context_of(device) == nullptr) {
        return no_device(device);
    }
    *flags = 0;
    *active = context_of(device)->retained > 0 ? 1 : 0;
    return CUDA_SUCCESS;
}

CUDA_ENTRY cuCtxSetCurrent(CUcontext context) {
    CALL(INITIALISED)
    if (context != nullptr && context->retained == 0) {
        return refuse(CUDA_ERROR_INVALID_CONTEXT, "the context was released");
    }
    current_context() = context;
    return CUDA_SUCCESS;
}

CUDA_ENTRY cuCtxGetCurrent(CUcontext* context) {
    CALL(INITIALISED)
    *context = current_context();
    return CUDA_SUCCESS;
}

CUDA_ENTRY cuCtxGetDevice(CUdevice* device) {
    CALL(CONTEXT)
    *device = call.context().device;
    return CUDA_SUCCESS;
}

CUDA_ENTRY cuCtxSynchronize() {
    CALL(CONTEXT | HEALTHY)
    CUresult forbidden = forbid_while_capturing(call.context(), __func__);
    return forbidden != CUDA_SUCCESS ? forbidden : finish(call.context());
}
