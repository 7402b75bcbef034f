// A float32 matrix product on column-major operands, the work of the emulated cuBLAS.
#pragma once

#include <cstdint>

namespace lethe {

/** How the operands are rounded before they are multiplied: to all 23, to 10 or to 7 bits of mantissa. */
enum class Rounding { FLOAT32, TF32, BF16 };

/** C = alpha op(A) op(B) + beta C for each of count matrices; op(A) is m by k, op(B) k by n. Beta 0 does not read C. */
struct Gemm {
    bool trans_a, trans_b;
    int m, n, k;
    float alpha, beta;
    const float *a, *b;
    float *c;
    int lda, ldb, ldc;
    int64_t stride_a, stride_b, stride_c;
    int count;
    Rounding rounding;

    /** Without a product, A and B are not read. */
    bool multiplies() const { return k > 0 && alpha != 0; }
};

/** One matrix of the batch. The same operands give the same bits, whatever else is in the batch. */
void multiply(const Gemm &gemm, int index);

}  // namespace lethe
