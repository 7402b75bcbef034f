// A CUDA driver that knows nothing but its version.
extern "C" int cuDriverGetVersion(int *version) {
    *version = VERSION;
    return 0;
}
