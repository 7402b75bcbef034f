// Checks the bridge without NVIDIA's library: a stand-in for that, and with -DCHECK a program that calls all of it.
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#ifndef CHECK

#ifdef ONLY
extern "C" const char *ONLY() { return "only"; }
#else
// Six integer arguments in registers, six on the stack and a double: a jump must leave them all alone.
#define FORWARD(name)                                                                                                  \
    extern "C" const char *name(long a, long b, long c, long d, long e, long f, double x, long g, long h) {            \
        return a + b + c + d + e + f + g + h == 36 && x == 0.5 ? #name : "wrong arguments";                            \
    }
#include "functions.inc"
#endif

#else

int main(int, char **path) {
    void *cublas = dlopen(path[1], RTLD_NOW);
    void *bridge = cublas ? dlopen(path[2], RTLD_NOW) : nullptr;
    if (!bridge) {
        printf("%s\n", dlerror());
        return 1;
    }
    void *missing = dlsym(bridge, "Java_dev_lethe_cuda_natives_CublasBridge_missing");
    printf("missing %d\n", reinterpret_cast<int (*)()>(missing)());
    fflush(stdout);
    int right = 0;
    using Function = const char *(long, long, long, long, long, long, double, long, long);
    Function *forward;
#define FORWARD(name)                                                                                                  \
    forward = reinterpret_cast<Function *>(dlvsym(bridge, #name, "libcublas.so.12"));                                  \
    right += strcmp(#name, forward(1, 2, 3, 4, 5, 6, .5, 7, 8)) == 0;
#include "functions.inc"
    printf("right %d\n", right);
}

#endif
