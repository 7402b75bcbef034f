// launch IMAGE KERNEL GX,GY,GZ BX,BY,BZ SHARED [INTEGER...]: runs a kernel, prints what became of it and its memory.
// Each pointer gets an allocation of 4096 bytes, zero; integers are taken in order, floats are 1.
#include <cstdio>
#include <cstdlib>

#include "program.h"

int main(int argc, char** argv) {
    if (argc < 6) {
        return 2;
    }
    Program program;
    CUmodule module = program.load(argv[1]);
    CUfunction kernel;
    must(cuModuleGetFunction(&kernel, module, argv[2]));
    unsigned g[3];
    unsigned b[3];
    sscanf(argv[3], "%u,%u,%u", &g[0], &g[1], &g[2]);
    sscanf(argv[4], "%u,%u,%u", &b[0], &b[1], &b[2]);
    std::string types = lethe_emulated_parameters(argv[2]);
    std::vector<CUdeviceptr> pointers(16);
    std::vector<int> integers(16);
    float one = 1;
    std::vector<void*> parameters;
    int taken = 6;
    size_t count = 0;
    for (size_t at = 0; at < types.size();) {
        size_t end = types.find(", ", at);
        std::string type = types.substr(at, end == std::string::npos ? end : end - at);
        at = end == std::string::npos ? types.size() : end + 2;
        if (type.back() == '*') {
            must(cuMemAlloc_v2(&pointers[count], 4096));
            must(cuMemsetD8Async(pointers[count], 0, 4096, program.stream));
            parameters.push_back(&pointers[count++]);
        } else if (type == "int") {
            integers[parameters.size()] = atoi(argv[taken++]);
            parameters.push_back(&integers[parameters.size()]);
        } else {
            parameters.push_back(&one);
        }
    }
    int code = cuLaunchKernel(kernel, g[0], g[1], g[2], b[0], b[1], b[2], static_cast<unsigned>(atoi(argv[5])),
                              program.stream, parameters.data(), nullptr);
    bool refused = code != 0;
    code = refused ? code : cuStreamSynchronize(program.stream);
    if (code != 0) {
        const char* name;
        const char* text;
        cuGetErrorName(code, &name);
        cuGetErrorString(code, &text);
        printf("%s %s: %s\n", refused ? "refused" : "failed", name, text);
        return cuStreamSynchronize(program.stream) == (refused ? 0 : code) ? 0 : 3;  // faults stay, refusals do not
    }
    printf("ok");
    for (size_t i = 0; i < count; i++) {
        int words[1024];
        must(cuMemcpyDtoH_v2(words, pointers[i], 4096));
        unsigned long long hash = 0;
        for (int w : words) {
            hash = (hash ^ static_cast<unsigned>(w)) * 0x100000001B3ull;
        }
        printf(" %016llx", hash);
    }
    printf("\n");
    return 0;
}
