/*
 * Makes MKL take its AVX-512 path on processors of other makers that have AVX-512; there it takes the AVX2 path as
 * shipped. Build and use:
 *
 *   cc -O1 -shared -fPIC -o libmkl_intel.so mkl_intel.c
 *   LD_PRELOAD=$PWD/libmkl_intel.so python3 torch_cpu.py
 */
int mkl_serv_intel_cpu_true(void) {
    return 1;
}
