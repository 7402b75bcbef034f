// api CASE IMAGE [IMAGE]: what the driver must do or refuse apart from running kernels; silent if it does.
#include <cstring>
#include <functional>
#include <map>

#include "program.h"

namespace {

CUdeviceptr memory(size_t bytes) {
    CUdeviceptr p;
    must(cuMemAlloc_v2(&p, bytes));
    return p;
}

void set(const char* request) {
    int device;
    must(cuDeviceGetByPCIBusId(&device, (std::string("lethe:") + request).c_str()));
}

int read(CUdeviceptr p) {
    int v;
    must(cuMemcpyDtoH_v2(&v, p, sizeof(v)));
    return v;
}

/** Launches copy(x, y, n) with one block. */
int copy(CUmodule module, CUstream stream, CUdeviceptr x, CUdeviceptr y, int n) {
    CUfunction f;
    must(cuModuleGetFunction(&f, module, "copy"));
    void* parameters[] = {&x, &y, &n};
    int code = cuLaunchKernel(f, 1, 1, 1, 64, 1, 1, 0, stream, parameters, nullptr);
    x = y = 0;  // the launch has copied what it was given
    n = -1;
    return code;
}

void double_free(Program&, CUmodule) {
    CUdeviceptr p = memory(64);
    must(cuMemFree_v2(p));
    fails(1, "freed twice", cuMemFree_v2(p));
}

void foreign_free(Program&, CUmodule) {
    CUdeviceptr p = memory(64);
    fails(1, "not what an allocation", cuMemFree_v2(p + 16));
    fails(1, "in no allocation", cuMemFree_v2(0x1000));
    void* host;
    must(cuMemHostAlloc(&host, 64, 3));
    fails(1, "not what an allocation", cuMemFree_v2(reinterpret_cast<CUdeviceptr>(host)));
    must(cuMemFreeHost(host));
    must(cuMemFree_v2(p));
}

void use_after_free(Program& program, CUmodule module) {
    CUdeviceptr x = memory(256);
    CUdeviceptr y = memory(256);
    must(cuMemFree_v2(x));
    must(copy(module, program.stream, x, y, 64));
    fails(700, "freed)", cuStreamSynchronize(program.stream));
    fails(700, "kernel copy", cuMemAlloc_v2(&x, 64));  // the context is lost
    must(cuDevicePrimaryCtxRelease_v2(0));
    Program again;
    memory(64);
}

void other_device(Program& program, CUmodule module) {
    CUcontext second;
    must(cuDevicePrimaryCtxRetain(&second, 1));
    must(cuCtxSetCurrent(second));
    CUdeviceptr x = memory(256);
    must(cuCtxSetCurrent(program.context));
    must(copy(module, program.stream, x, memory(256), 64));
    fails(700, "device 1", cuStreamSynchronize(program.stream));
    must(cuCtxSetCurrent(second));
    must(cuCtxSynchronize());
}

void unknown_symbols(Program&, CUmodule module) {
    CUfunction f;
    CUdeviceptr p;
    size_t bytes;
    fails(500, "no kernel nowhere", cuModuleGetFunction(&f, module, "nowhere"));
    fails(500, "no variable nowhere", cuModuleGetGlobal_v2(&p, &bytes, module, "nowhere"));
    must(cuModuleGetGlobal_v2(&p, &bytes, module, "fault"));
    holds(bytes == sizeof(void*));
    char none[64] = "no image";
    fails(200, "no shared library", cuModuleLoadData(&module, none));
}

void limits(Program& program, CUmodule module) {
    CUfunction f;
    must(cuModuleGetFunction(&f, module, "bounded"));
    CUdeviceptr y = memory(4096);
    void* parameters[] = {&y};
    fails(1, "over 232448", cuFuncSetAttribute(f, 8, 232449));
    must(cuFuncSetAttribute(f, 8, 232448));
    must(cuLaunchKernel(f, 1, 1, 1, 64, 1, 1, 232448, program.stream, parameters, nullptr));
    fails(1, "an empty launch", cuLaunchKernel(f, 0, 1, 1, 64, 1, 1, 0, program.stream, parameters, nullptr));
    must(cuCtxSynchronize());
}

void out_of_memory(Program&, CUmodule) {
    set("memory=1000000");
    CUdeviceptr a = memory(600000);
    CUdeviceptr b;
    fails(2, "600000 of 1000000 are in use", cuMemAlloc_v2(&b, 500000));
    must(cuMemFree_v2(a));
    must(cuMemAlloc_v2(&b, 500000));
    size_t free;
    size_t total;
    must(cuMemGetInfo_v2(&free, &total));
    holds(free == 500000 && total == 1000000);
}

void planned_failures(Program&, CUmodule) {
    set("fail=cuMemAlloc_v2:2:2:2");
    CUdeviceptr p = memory(64);
    fails(2, "a test asked for it", cuMemAlloc_v2(&p, 64));
    fails(2, "a test asked for it", cuMemAlloc_v2(&p, 64));
    memory(64);
    int device;
    fails(1, "no setting nonsense=1", cuDeviceGetByPCIBusId(&device, "lethe:nonsense=1"));
}

void copies(Program& program, CUmodule) {
    CUdeviceptr p = memory(16);
    CUdeviceptr q = memory(16);
    int pageable[4] = {1, 2, 3, 4};
    void* pinned;
    must(cuMemHostAlloc(&pinned, 16, 3));
    memset(pinned, 0, 16);
    must(cuMemcpyHtoDAsync_v2(p, pageable, 16, program.stream));
    must(cuMemcpyHtoDAsync_v2(q, pinned, 16, program.stream));
    pageable[0] = 9;
    *static_cast<int*>(pinned) = 9;
    must(cuStreamSynchronize(program.stream));
    holds(read(p) == 1);
    holds(read(q) == 9);  // read when the copy ran: the program wrote too early
    fails(1, "20 bytes from", cuMemcpyHtoDAsync_v2(p, pageable, 20, program.stream));
    must(cuMemcpyHtoDAsync_v2(q, pinned, 16, program.stream));
    must(cuMemFreeHost(pinned));
    fails(1, "freed twice", cuMemFreeHost(pinned));
}

void streams(Program& program, CUmodule) {
    CUstream other;
    must(cuStreamCreate(&other, 1));
    CUdeviceptr p = memory(4);
    CUevent event;
    must(cuEventCreate(&event, 0));
    bool seen[3] = {};
    for (int seed = 1; seed < 40; seed++) {
        set(("seed=" + std::to_string(seed)).c_str());
        must(cuMemsetD32Async(p, 1, 1, program.stream));
        must(cuMemsetD32Async(p, 2, 1, other));
        must(cuCtxSynchronize());
        seen[read(p)] = true;
        must(cuMemsetD32Async(p, 1, 1, program.stream));
        must(cuEventRecord(event, program.stream));
        must(cuStreamWaitEvent(other, event, 0));
        must(cuMemsetD32Async(p, 2, 1, other));
        must(cuStreamSynchronize(other));
        holds(read(p) == 2);
        must(cuStreamSynchronize(program.stream));
        must(cuEventSynchronize(event));
    }
    holds(seen[1] && seen[2]);
    set("seed=0");
    must(cuMemsetD32Async(p, 5, 1, program.stream));
    must(cuEventRecord(event, program.stream));
    holds(cuEventQuery(event) == 600);
    while (cuEventQuery(event) == 600) {
    }
    holds(read(p) == 5);
}

void parameters(Program&, CUmodule) {
    set("parameters=copy");
    holds(text_of(7806) == "const float*, float*, int");
    int device;
    fails(500, "has a kernel nowhere", cuDeviceGetByPCIBusId(&device, "lethe:parameters=nowhere"));
}

std::vector<int> ran;

void enqueued(Program& program, CUmodule) {
    static int released = 0;
    auto run = [](void* p) { ran.push_back(*static_cast<int*>(p)); };
    auto release = [](void* p) {
        delete static_cast<int*>(p);
        released++;
    };
    must(lethe_emulated_enqueue(program.stream, run, new int(1), release));
    must(lethe_emulated_enqueue(program.stream, run, new int(2), release));
    holds(ran.empty());
    must(cuStreamSynchronize(program.stream));
    holds((ran == std::vector<int>{1, 2}) && released == 2);
    CUdeviceptr p = memory(64);
    holds(lethe_emulated_check(reinterpret_cast<void*>(p), 64, 1, "sgemm") == 0);
    holds(lethe_emulated_check(reinterpret_cast<void*>(p), 65, 1, "sgemm") == 700);
    fails(700, "sgemm writes 65 bytes", cuCtxSynchronize());
}

}  // namespace

int main(int argc, char** argv) {
    const std::map<std::string, void (*)(Program&, CUmodule)> cases = {
        {"double_free", double_free},     {"foreign_free", foreign_free},
        {"use_after_free", use_after_free}, {"other_device", other_device},
        {"unknown_symbols", unknown_symbols}, {"limits", limits},
        {"out_of_memory", out_of_memory}, {"planned_failures", planned_failures},
        {"copies", copies},               {"streams", streams},
        {"parameters", parameters},       {"enqueued", enqueued},
    };
    if (argc < 3 || cases.count(argv[1]) == 0) {
        printf("no such case\n");
        return 2;
    }
    Program program;
    cases.at(argv[1])(program, program.load(argv[2]));
    return 0;
}
