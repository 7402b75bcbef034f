// A program on the emulated driver: entries of the API, and what every test of it does first.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "../driver.h"

extern "C" {
int cuInit(unsigned);
int cuDeviceGetByPCIBusId(int*, const char*);
int cuDevicePrimaryCtxRetain(CUcontext*, int);
int cuDevicePrimaryCtxRelease_v2(int);
int cuCtxSetCurrent(CUcontext);
int cuCtxSynchronize();
int cuMemAlloc_v2(CUdeviceptr*, size_t);
int cuMemFree_v2(CUdeviceptr);
int cuMemHostAlloc(void**, size_t, unsigned);
int cuMemFreeHost(void*);
int cuMemGetInfo_v2(size_t*, size_t*);
int cuMemcpyHtoDAsync_v2(CUdeviceptr, const void*, size_t, CUstream);
int cuMemcpyHtoD_v2(CUdeviceptr, const void*, size_t);
int cuMemcpyDtoH_v2(void*, CUdeviceptr, size_t);
int cuMemcpyDtoHAsync_v2(void*, CUdeviceptr, size_t, CUstream);
int cuMemcpyDtoDAsync_v2(CUdeviceptr, CUdeviceptr, size_t, CUstream);
int cuMemsetD8Async(CUdeviceptr, unsigned char, size_t, CUstream);
int cuMemsetD32Async(CUdeviceptr, unsigned, size_t, CUstream);
int cuModuleLoadData(CUmodule*, const void*);
int cuModuleUnload(CUmodule);
int cuModuleGetFunction(CUfunction*, CUmodule, const char*);
int cuModuleGetGlobal_v2(CUdeviceptr*, size_t*, CUmodule, const char*);
int cuFuncSetAttribute(CUfunction, int, int);
int cuStreamCreate(CUstream*, unsigned);
int cuStreamDestroy_v2(CUstream);
int cuStreamSynchronize(CUstream);
int cuStreamWaitEvent(CUstream, CUevent, unsigned);
int cuStreamBeginCapture_v2(CUstream, int);
int cuStreamEndCapture(CUstream, CUgraph*);
int cuStreamIsCapturing(CUstream, int*);
int cuEventCreate(CUevent*, unsigned);
int cuEventRecord(CUevent, CUstream);
int cuEventQuery(CUevent);
int cuEventSynchronize(CUevent);
int cuGraphInstantiateWithFlags(CUgraphExec*, CUgraph, unsigned long long);
int cuGraphGetNodes(CUgraph, CUgraphNode*, size_t*);
int cuGraphLaunch(CUgraphExec, CUstream);
int cuGraphDestroy(CUgraph);
int cuGraphExecDestroy(CUgraphExec);
int cuLaunchKernel(CUfunction, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, CUstream, void**,
                   void**);
int cuGetErrorName(int, const char**);
int cuGetErrorString(int, const char**);
const char* lethe_emulated_parameters(const char*);
int lethe_emulated_enqueue(CUstream, void (*)(void*), void*, void (*)(void*));
int lethe_emulated_check(const void*, size_t, int, const char*);
}

inline std::string text_of(int code) {
    const char* text = nullptr;
    cuGetErrorString(code, &text);
    return text == nullptr ? "" : text;
}

/** Ends the program with what went wrong, if something did. */
#define must(call)                                                                              \
    do {                                                                                        \
        int code_ = (call);                                                                     \
        if (code_ != 0) {                                                                       \
            printf("line %d: %s: %d %s\n", __LINE__, #call, code_, text_of(code_).c_str());     \
            exit(1);                                                                            \
        }                                                                                       \
    } while (0)

/** Ends the program unless the call gives this code, with these words. */
#define fails(code, words, call)                                                                \
    do {                                                                                        \
        int code_ = (call);                                                                     \
        if (code_ != (code) || text_of(code_).find(words) == std::string::npos) {               \
            printf("line %d: %s: %d %s\n", __LINE__, #call, code_, text_of(code_).c_str());     \
            exit(1);                                                                            \
        }                                                                                       \
    } while (0)

#define holds(condition)                                               \
    do {                                                               \
        if (!(condition)) {                                            \
            printf("line %d: not %s\n", __LINE__, #condition);         \
            exit(1);                                                   \
        }                                                              \
    } while (0)

struct Program {
    CUcontext context;
    CUstream stream;

    Program() {
        must(cuInit(0));
        must(cuDevicePrimaryCtxRetain(&context, 0));
        must(cuCtxSetCurrent(context));
        must(cuStreamCreate(&stream, 1));
    }

    CUmodule load(const char* path) {
        std::ifstream file(path, std::ios::binary);
        std::vector<char> bytes((std::istreambuf_iterator<char>(file)), {});
        CUmodule module;
        must(cuModuleLoadData(&module, bytes.data()));
        return module;
    }
};
