package dev.lethe.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.Gemm;
import dev.lethe.RandomStream;
import dev.lethe.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What matrix products are computed in is a choice, and full float32 unless it is made. */
@Tag("cuda")
class CudaMathTest {
    private static final int N = 96;

    private static float[] normals(String name) {
        RandomStream random = new RandomStream(4, name);
        float[] v = new float[N * N];
        for (int i = 0; i < v.length; i++) {
            v[i] = (float) random.normal();
        }
        return v;
    }

    private static float[] product(Device device) {
        try (device;
                Arena arena = device.arena("data", 1 << 24)) {
            Tensor a = arena.floats(N, N);
            Tensor b = arena.floats(N, N);
            Tensor c = arena.floats(N, N);
            device.upload(normals("a"), a);
            device.upload(normals("b"), b);
            device.gemm(Gemm.of(false, false, N, N, N), a, b, c);
            return device.floats(c);
        }
    }

    /** Relative error in the mean of squares. */
    private static double error(float[] c) {
        float[] a = normals("a");
        float[] b = normals("b");
        double errors = 0;
        double squares = 0;
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < N; j++) {
                double s = 0;
                for (int k = 0; k < N; k++) {
                    s += (double) a[i * N + k] * b[k * N + j];
                }
                squares += s * s;
                errors += (c[i * N + j] - s) * (c[i * N + j] - s);
            }
        }
        return Math.sqrt(errors / squares);
    }

    @Test
    void eachModeHasItsError() {
        float[] plain = product(TestDevice.open());
        assertArrayEquals(plain, product(TestDevice.open("math=float32")));
        double float32 = error(plain);
        double tf32 = error(product(TestDevice.open("math=tf32")));
        double bf16 = error(product(TestDevice.open("math=bf16")));
        assertTrue(float32 < 1e-6, "float32 is off by " + float32);
        assertTrue(tf32 < 1e-3, "tf32 is off by " + tf32);
        assertTrue(bf16 < 8e-3, "bf16 is off by " + bf16);
        // NVIDIA's cuBLAS is free to compute more exactly than it was allowed to.
        if (TestDevice.emulated()) {
            assertTrue(tf32 > 5e-5, "tf32 is off by " + tf32 + " only");
            assertTrue(bf16 > 5e-4, "bf16 is off by " + bf16 + " only");
        }
    }
}
