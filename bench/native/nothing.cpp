// A CUDA driver and a cuBLAS that do nothing and succeed at once, to measure what a call costs on Java's side.

#include <cstddef>
#include <cstdlib>
#include <cstring>

// Every signature is that of NVIDIA's header, with handles as addresses and enumerations as int.
using Handle = void *;
using Address = unsigned long long;
using Count = unsigned int;

namespace {
constexpr int SUCCESS = 0;
constexpr size_t MEMORY = size_t(64) << 30;

// Handles are compared with null, never followed.
Handle made_up() {
    static size_t next = 0x1000;
    return reinterpret_cast<Handle>(next += 0x1000);
}

// Device memory is never touched: addresses are counted up.
Address device_memory(size_t bytes) {
    static Address next = 0x700000000000;
    Address here = next;
    next += (bytes + 0x1FFFFF) / 0x200000 * 0x200000;
    return here;
}

int give(Handle *out) {
    *out = made_up();
    return SUCCESS;
}
}  // namespace

#define CALL extern "C" __attribute__((visibility("default"))) int

CALL cuInit(Count) { return SUCCESS; }
CALL cuDriverGetVersion(int *version) {
    *version = 13000;
    return SUCCESS;
}
CALL cuGetErrorName(int, const char **text) {
    *text = "NOTHING";
    return SUCCESS;
}
CALL cuGetErrorString(int, const char **text) {
    *text = "the driver that does nothing";
    return SUCCESS;
}
CALL cuDeviceGetCount(int *count) {
    *count = 1;
    return SUCCESS;
}
CALL cuDeviceGet(int *device, int index) {
    *device = index;
    return SUCCESS;
}
CALL cuDeviceGetName(char *name, int length, int) {
    strncpy(name, "a driver that does nothing", length);
    return SUCCESS;
}
CALL cuDeviceGetUuid(char *uuid, int) {
    memset(uuid, 0, 16);
    return SUCCESS;
}
CALL cuDeviceTotalMem_v2(size_t *bytes, int) {
    *bytes = MEMORY;
    return SUCCESS;
}
CALL cuDeviceGetAttribute(int *value, int attribute, int) {
    constexpr int MAJOR = 75, MINOR = 76, MULTIPROCESSORS = 16, SHARED_OPTIN = 97;
    *value = attribute == MAJOR ? 9 : attribute == MINOR ? 0 : attribute == MULTIPROCESSORS ? 132
           : attribute == SHARED_OPTIN ? 227 << 10 : 1;
    return SUCCESS;
}
CALL cuDevicePrimaryCtxRetain(Handle *context, int) { return give(context); }
CALL cuDevicePrimaryCtxRelease_v2(int) { return SUCCESS; }
CALL cuCtxSetCurrent(Handle) { return SUCCESS; }
CALL cuCtxSynchronize() { return SUCCESS; }
CALL cuMemGetInfo_v2(size_t *free, size_t *total) {
    *free = *total = MEMORY;
    return SUCCESS;
}
CALL cuMemAlloc_v2(Address *address, size_t bytes) {
    *address = device_memory(bytes);
    return SUCCESS;
}
CALL cuMemFree_v2(Address) { return SUCCESS; }
CALL cuMemHostAlloc(void **memory, size_t bytes, Count) {
    *memory = calloc(1, bytes);
    return SUCCESS;
}
CALL cuMemFreeHost(void *memory) {
    free(memory);
    return SUCCESS;
}
CALL cuMemHostGetDevicePointer_v2(Address *address, void *memory, Count) {
    *address = reinterpret_cast<Address>(memory);
    return SUCCESS;
}
CALL cuMemcpyHtoD_v2(Address, const void *, size_t) { return SUCCESS; }
CALL cuMemcpyHtoDAsync_v2(Address, const void *, size_t, Handle) { return SUCCESS; }
CALL cuMemcpyDtoHAsync_v2(void *to, Address, size_t bytes, Handle) {
    memset(to, 0, bytes);
    return SUCCESS;
}
CALL cuMemcpyDtoDAsync_v2(Address, Address, size_t, Handle) { return SUCCESS; }
CALL cuMemsetD32Async(Address, Count, size_t, Handle) { return SUCCESS; }
CALL cuStreamCreate(Handle *stream, Count) { return give(stream); }
CALL cuStreamDestroy_v2(Handle) { return SUCCESS; }
CALL cuStreamSynchronize(Handle) { return SUCCESS; }
CALL cuStreamWaitEvent(Handle, Handle, Count) { return SUCCESS; }
CALL cuStreamBeginCapture_v2(Handle, int) { return SUCCESS; }
CALL cuStreamEndCapture(Handle, Handle *graph) { return give(graph); }
CALL cuStreamIsCapturing(Handle, int *status) {
    *status = 0;
    return SUCCESS;
}
CALL cuEventCreate(Handle *event, Count) { return give(event); }
CALL cuEventDestroy_v2(Handle) { return SUCCESS; }
CALL cuEventRecord(Handle, Handle) { return SUCCESS; }
CALL cuEventSynchronize(Handle) { return SUCCESS; }
CALL cuEventQuery(Handle) { return SUCCESS; }
CALL cuEventElapsedTime(float *milliseconds, Handle, Handle) {
    *milliseconds = 0.001f;
    return SUCCESS;
}
CALL cuModuleLoadData(Handle *module, const void *) { return give(module); }
CALL cuModuleUnload(Handle) { return SUCCESS; }
CALL cuModuleGetFunction(Handle *function, Handle, const char *) { return give(function); }
CALL cuModuleGetGlobal_v2(Address *address, size_t *bytes, Handle, const char *) {
    *address = 0x600000000000;
    *bytes = 8;
    return 0;
}
CALL cuFuncSetAttribute(Handle, int, int) { return SUCCESS; }
CALL cuFuncGetAttribute(int *value, int, Handle) {
    *value = 0;
    return SUCCESS;
}
CALL cuLaunchKernel(Handle, Count, Count, Count, Count, Count, Count, Count, Handle, void **, void **) {
    return SUCCESS;
}
CALL cuGraphInstantiateWithFlags(Handle *executable, Handle, Address) { return give(executable); }
CALL cuGraphLaunch(Handle, Handle) { return SUCCESS; }
CALL cuGraphDestroy(Handle) { return SUCCESS; }
CALL cuGraphExecDestroy(Handle) { return SUCCESS; }
CALL cuGraphGetNodes(Handle, Handle *, size_t *count) {
    *count = 0;
    return SUCCESS;
}

CALL cublasCreate_v2(Handle *handle) { return give(handle); }
CALL cublasDestroy_v2(Handle) { return SUCCESS; }
CALL cublasGetVersion_v2(Handle, int *version) {
    *version = 130000;
    return SUCCESS;
}
CALL cublasSetStream_v2(Handle, Handle) { return SUCCESS; }
CALL cublasSetWorkspace_v2(Handle, void *, size_t) { return SUCCESS; }
CALL cublasSetMathMode(Handle, int) { return SUCCESS; }
CALL cublasSetAtomicsMode(Handle, int) { return SUCCESS; }
CALL cublasSetPointerMode_v2(Handle, int) { return SUCCESS; }
CALL cublasGemmEx(Handle, int, int, int, int, int, const void *, const void *, int, int, const void *, int, int,
                  const void *, void *, int, int, int, int) {
    return SUCCESS;
}
CALL cublasGemmStridedBatchedEx(Handle, int, int, int, int, int, const void *, const void *, int, int, long long,
                                const void *, int, int, long long, const void *, void *, int, int, long long, int, int,
                                int) {
    return SUCCESS;
}
