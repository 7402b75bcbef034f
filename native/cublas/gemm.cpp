// A float32 matrix product by blocks: both operands are packed into panels, and tiles of C are summed in registers.

#include "gemm.h"

#include <algorithm>
#include <cstring>
#include <vector>

namespace lethe {
namespace {

// A tile is 2 vectors high and 6 wide, which fills the registers of AVX2.
using Vector = float __attribute__((vector_size(32)));
constexpr int LANES = 8, HIGH = 2 * LANES, WIDE = 6;
// What is packed of A fits the second-level cache; sums start anew after DEEP terms, which also keeps them exact.
constexpr int DEEP = 256, ROWS = 12 * HIGH, COLUMNS = 512 * WIDE;

/** An operand as stored: element (i, j) is at i * down + j * right. */
struct Operand {
    const float *at;
    int64_t down, right;
    Rounding rounding;

    Operand from(int64_t i, int64_t j) const { return {at + i * down + j * right, down, right, rounding}; }
    Operand transposed() const { return {at, right, down, rounding}; }
};

/** The nearest value with fewer bits, ties to the even one; infinities and NaN stay. */
template <int DROPPED>
float shorten(float value) {
    uint32_t bits;
    memcpy(&bits, &value, 4);
    uint32_t last = bits >> DROPPED & 1;
    uint32_t rounded = (bits + (1u << (DROPPED - 1)) - 1 + last) & ~((1u << DROPPED) - 1);
    rounded = (bits & 0x7f800000) == 0x7f800000 ? bits : rounded;
    memcpy(&value, &rounded, 4);
    return value;
}

float round_to(Rounding rounding, float value) {
    switch (rounding) {
        case Rounding::TF32: return shorten<13>(value);
        case Rounding::BF16: return shorten<16>(value);
        default: return value;
    }
}

/** Copies rows by depth elements into panels of the given height, each stored column by column, zeros in the rest. */
template <int HEIGHT>
void pack(const Operand &from, int rows, int depth, float *to) {
    for (int top = 0; top < rows; top += HEIGHT) {
        int height = std::min(HEIGHT, rows - top);
        Operand panel = from.from(top, 0);
        if (panel.down == 1) {
            for (int p = 0; p < depth; p++) {
                for (int i = 0; i < height; i++) to[p * HEIGHT + i] = panel.at[p * panel.right + i];
            }
        } else {
            for (int i = 0; i < height; i++) {
                for (int p = 0; p < depth; p++) to[p * HEIGHT + i] = panel.at[i * panel.down + p * panel.right];
            }
        }
        for (int p = 0; p < depth; p++) {
            for (int i = height; i < HEIGHT; i++) to[p * HEIGHT + i] = 0;
        }
        if (from.rounding != Rounding::FLOAT32) {
            for (int p = 0; p < depth * HEIGHT; p++) to[p] = round_to(from.rounding, to[p]);
        }
        to += depth * HEIGHT;
    }
}

/** The product of a panel of A and a panel of B, in a tile stored column by column. */
void tile_of(const float *a, const float *b, int depth, float *tile) {
    Vector sum[WIDE][2] = {};
    for (int p = 0; p < depth; p++, a += HIGH, b += WIDE) {
        Vector upper, lower;
        memcpy(&upper, a, sizeof upper);
        memcpy(&lower, a + LANES, sizeof lower);
        for (int j = 0; j < WIDE; j++) {
            sum[j][0] += upper * b[j];
            sum[j][1] += lower * b[j];
        }
    }
    memcpy(tile, sum, sizeof sum);
}

/** Adds a tile to C, which is scaled by beta; beta 0 does not read it. */
void add(const float *tile, int height, int width, float alpha, float beta, float *c, int ldc) {
    for (int j = 0; j < width; j++, tile += HIGH, c += ldc) {
        if (beta == 0) {
            for (int i = 0; i < height; i++) c[i] = alpha * tile[i];
        } else {
            for (int i = 0; i < height; i++) c[i] = alpha * tile[i] + beta * c[i];
        }
    }
}

void scale(const Gemm &g, float *c) {
    for (int j = 0; j < g.n; j++, c += g.ldc) {
        for (int i = 0; i < g.m; i++) c[i] = g.beta == 0 ? 0 : g.beta * c[i];
    }
}

int panels(int extent, int size) { return (extent + size - 1) / size * size; }

}  // namespace

void multiply(const Gemm &g, int index) {
    float *c = g.c + index * g.stride_c;
    if (!g.multiplies()) {
        scale(g, c);
        return;
    }
    Operand a{g.a + index * g.stride_a, 1, g.lda, g.rounding}, b{g.b + index * g.stride_b, 1, g.ldb, g.rounding};
    a = g.trans_a ? a.transposed() : a;
    b = g.trans_b ? b.transposed() : b;
    int deep = std::min(DEEP, g.k);
    std::vector<float> packed_a(static_cast<size_t>(deep) * panels(std::min(ROWS, g.m), HIGH));
    std::vector<float> packed_b(static_cast<size_t>(deep) * panels(std::min(COLUMNS, g.n), WIDE));
    float tile[HIGH * WIDE];
    for (int left = 0; left < g.n; left += COLUMNS) {
        int columns = std::min(COLUMNS, g.n - left);
        for (int first = 0; first < g.k; first += DEEP) {
            int depth = std::min(DEEP, g.k - first);
            pack<WIDE>(b.from(first, left).transposed(), columns, depth, packed_b.data());
            for (int top = 0; top < g.m; top += ROWS) {
                int rows = std::min(ROWS, g.m - top);
                pack<HIGH>(a.from(top, first), rows, depth, packed_a.data());
                for (int j = 0; j < columns; j += WIDE) {
                    for (int i = 0; i < rows; i += HIGH) {
                        tile_of(&packed_a[i * depth], &packed_b[j * depth], depth, tile);
                        add(tile, std::min(HIGH, rows - i), std::min(WIDE, columns - j), g.alpha,
                            first == 0 ? g.beta : 1, c + top + i + static_cast<int64_t>(left + j) * g.ldc, g.ldc);
                    }
                }
            }
        }
    }
}

}  // namespace lethe
