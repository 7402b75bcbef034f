// Factors that clip gradients of examples, and normal noise that depends on the clock.
#include "four.cuh"
#include "math.cuh"
#include "philox.cuh"

namespace {

/** Two numbers of the standard normal distribution, by Box and Muller. */
__device__ inline float2 normals_of(unsigned first, unsigned second) {
    float u = fmaf(static_cast<float>(first), 0x1p-32f, 0x1p-33f);
    float radius = sqrtf(-2 * log_of(u));
    float angle = uniform_of(second);
    return make_float2(radius * cos_of_turns(angle), radius * sin_of_turns(angle));
}

}  // namespace

/** Rule 0: min(1, bound / norm); 1: bound / (norm + stability). NaN where the norm is NaN or infinite. */
extern "C" __global__ void clip_factors(
    const float* norms, float* factors, float bound, float stability, int rule, int n) {
    long long i = thread_index();
    if (i >= n) {
        return;
    }
    float norm = norms[i];
    float factor = rule == 1 ? bound / (norm + stability) : norm > bound ? bound / norm : 1;
    factors[i] = norm < INFINITY ? factor : NAN;
}

/** y = y + deviation z. The four elements of a thread take the four words of one block of the generator. */
PER_THREAD(4)
extern "C" __global__ void gaussian_noise(const int* clock, float* y, float deviation, int site, int n) {
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
    float2 a = normals_of(words.x, words.y);
    float2 b = normals_of(words.z, words.w);
    float4 old = i.load(y);
    i.store(y,
        make_float4(
            fmaf(deviation, a.x, old.x),
            fmaf(deviation, a.y, old.y),
            fmaf(deviation, b.x, old.z),
            fmaf(deviation, b.y, old.w)));
}
