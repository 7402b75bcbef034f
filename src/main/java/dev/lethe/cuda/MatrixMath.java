package dev.lethe.cuda;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import jcuda.jcublas.cublasComputeType;

/** What matrix products of float32 are computed in; sums are float32 in every mode. */
public enum MatrixMath {
    /** Full float32, the default: 24 bits of mantissa. */
    FLOAT32(cublasComputeType.CUBLAS_COMPUTE_32F),
    /** Tensor cores on operands rounded to 11 bits of mantissa: relative errors of about 5e-4. */
    TF32(cublasComputeType.CUBLAS_COMPUTE_32F_FAST_TF32),
    /** Tensor cores on operands rounded to 8 bits of mantissa: relative errors of about 4e-3. */
    BF16(cublasComputeType.CUBLAS_COMPUTE_32F_FAST_16BF);

    private final int computeType;

    MatrixMath(int computeType) {
        this.computeType = computeType;
    }

    int computeType() {
        return computeType;
    }

    static MatrixMath named(String where, String name) {
        for (MatrixMath m : values()) {
            if (m.word().equals(name)) {
                return m;
            }
        }
        throw new IllegalArgumentException(where + "math=" + name + " is none of "
                + Arrays.stream(values()).map(MatrixMath::word).collect(Collectors.joining(", ")));
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
