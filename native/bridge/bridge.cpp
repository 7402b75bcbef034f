// A libcublas.so.12 for machines that have cuBLAS 13 only: every function jumps to its namesake in libcublas.so.13.

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

// A jump leaves the arguments, the stack and the return address as the caller made them, so no signature is needed. It
// puts the function's name (label 2) into a register that no call preserves, and goes where the table (label 1) says.
#if defined(__x86_64__)
#define JUMP "lea 2b(%rip), %r11\n jmp *1b+8(%rip)\n"
#define REPORT_ABSENT "mov %r11, %rdi\n jmp lethe_report_absent\n"
// glibc 2.34 moved these two; every glibc has the old version, so the bridge also runs on systems older than its maker.
#ifdef __GLIBC__
asm(".symver dlopen, dlopen@GLIBC_2.2.5\n .symver dlsym, dlsym@GLIBC_2.2.5\n");
#endif
#elif defined(__aarch64__)
#define JUMP                                                                                                           \
    "adrp x17, 2b\n add x17, x17, :lo12:2b\n"                                                                          \
    "adrp x16, 1b+8\n add x16, x16, :lo12:1b+8\n ldr x16, [x16]\n br x16\n"
#define REPORT_ABSENT "mov x0, x17\n b lethe_report_absent\n"
#else
#error "the cuBLAS bridge knows the jumps of x86-64 and of aarch64 only"
#endif

// A row of the table: the function's name, and where its jump goes.
#define FORWARD(name)                                                                                                  \
    asm(".section lethe_names, \"a\"\n 2: .asciz \"" #name "\"\n"                                                      \
        ".section lethe_table, \"aw\"\n .balign 8\n 1: .quad 2b, lethe_absent\n"                                       \
        ".text\n .balign 16\n .globl " #name "\n .type " #name ", %function\n " #name ": " JUMP);
#include "functions.inc"

asm(".text\n lethe_absent: " REPORT_ABSENT);

#define HIDDEN extern "C" __attribute__((visibility("hidden")))

struct Function {
    const char *name;
    void *target;
};
HIDDEN Function __start_lethe_table[], __stop_lethe_table[];

HIDDEN [[gnu::used]] void lethe_report_absent(const char *name) {
    fprintf(stderr, "lethe: the program called %s, which the cuBLAS bridge did not find in libcublas.so.13\n", name);
    abort();
}

static int missing;

// By soname: this is the library that the program has loaded already, wherever it lies, or else the linker's own.
__attribute__((constructor)) static void resolve() {
    void *cublas = dlopen("libcublas.so.13", RTLD_NOW | RTLD_LOCAL);
    for (Function *function = __start_lethe_table; function < __stop_lethe_table; function++) {
        void *target = cublas ? dlsym(cublas, function->name) : nullptr;
        if (target) {
            function->target = target;
        } else {
            missing++;
        }
    }
}

// How many of the functions were not found. The arguments are those of JNI, and not used.
extern "C" int Java_dev_lethe_cuda_natives_CublasBridge_missing(void *, void *) { return missing; }
