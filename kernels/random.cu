// Dropout: y = x / (1 - rate) where a uniform number is at least rate, 0 elsewhere, + beta y.
#include "four.cuh"
#include "philox.cuh"

/** The four elements of a thread take the four words of one block of the generator. */
PER_THREAD(4)
extern "C" __global__ void dropout(
    const int* clock, const float* x, float* y, float beta, float rate, int site, int n) {
    Four i(n);
    if (i.count <= 0) {
        return;
    }
    uint4 words = philox(
        static_cast<unsigned>(thread_index()),
        0,
        site,
        clock[CLOCK_STEP],
        clock[CLOCK_SEED_LOW],
        clock[CLOCK_SEED_HIGH]);
    float scale = 1 / (1 - rate);
    auto kept = [rate, scale](unsigned word, float v) { return uniform_of(word) >= rate ? v * scale : 0; };
    float4 v = i.load(x);
    i.put(y, make_float4(kept(words.x, v.x), kept(words.y, v.y), kept(words.z, v.z), kept(words.w, v.w)), beta);
}
