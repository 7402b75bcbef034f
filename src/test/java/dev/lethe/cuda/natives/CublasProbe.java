package dev.lethe.cuda.natives;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import jcuda.Pointer;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.JCudaDriver;
import jcuda.jcublas.JCublas2;
import jcuda.jcublas.cublasHandle;

/** The checks of the emulated cuBLAS, in a JVM of its own. */
final class CublasProbe {
    private static final int[][] SIZES = {
        {1, 1, 1},
        {3, 5, 7},
        {16, 6, 256},
        {17, 7, 257},
        {64, 33, 129},
        {200, 1, 2},
        {1, 200, 513},
        {193, 13, 3},
        {5, 4, 0},
        {2, 3100, 9}
    };
    private static final float[][] SCALARS = {{1, 0}, {0.5f, 1}, {-2, 0.25f}, {0, 0.5f}, {0, 0}};

    private final cublasHandle handle = new cublasHandle();
    private final Random random = new Random(7);

    public static void main(String[] args) {
        Natives emulated = Natives.emulated(Path.of(args[0]));
        assertEquals(null, emulated.unavailable());
        emulated.load();
        emulated.load();
        String refusal = Natives.real().unavailable();
        assertTrue(refusal.startsWith("this process works with the emulated CUDA driver"), refusal);
        Memory.check(JCudaDriver.cuInit(0));
        CUcontext context = new CUcontext();
        Memory.check(JCudaDriver.cuDevicePrimaryCtxRetain(context, new CUdevice()));
        Memory.check(JCudaDriver.cuCtxSetCurrent(context));
        CublasProbe probe = new CublasProbe();
        ProductCase.status(JCublas2.cublasCreate(probe.handle));
        if (args[1].equals("all")) {
            probe.all();
        } else {
            probe.fault(args[1]);
        }
    }

    private void all() {
        int cases = products();
        modes();
        unreadOperands();
        sameBits();
        workspace();
        errors();
        System.out.println(cases + " products are right");
    }

    /** Lets a product run with an operand that is too small, and prints what the driver says. */
    private void fault(String which) {
        int beta = which.equals("shortOutput") ? 0 : 1;
        ProductCase product = new ProductCase(false, false, 8, 8, 8, 1, beta, 0, 2, ProductCase.F32);
        Memory[] operands = new Memory[3];
        for (int i = 0; i < 3; i++) {
            boolean small = which.equals("short" + "ABC".charAt(i)) || which.equals("shortOutput") && i == 2;
            operands[i] = new Memory(new float[small ? 127 : 128]);
        }
        if (which.equals("freedWorkspace")) {
            Memory space = new Memory(new float[1024]);
            ProductCase.status(JCublas2.cublasSetWorkspace(handle, space.at(0), 4 * 1024));
            space.close();
        }
        float[] scalars = {1, beta};
        ProductCase.status(product.enqueue(handle, scalars, operands[0].at(0), operands[1].at(0), operands[2].at(0)));
        assertEquals(700, JCudaDriver.cuCtxSynchronize());
        String[] report = new String[1];
        JCudaDriver.cuGetErrorString(700, report);
        System.out.println(report[0].replaceFirst("^.*?: ", ""));
    }

    private int products() {
        int cases = 0;
        for (int[] s : SIZES) {
            for (float[] scalars : SCALARS) {
                for (int i = 0; i < 16; i++) {
                    int gap = (i & 4) == 0 ? 0 : 3;
                    int count = (i & 8) == 0 ? 1 : 3;
                    check(new ProductCase(
                            (i & 1) != 0, (i & 2) != 0, s[0], s[1], s[2], scalars[0], scalars[1], gap, count, 68));
                    cases++;
                }
            }
        }
        return cases;
    }

    private float[] check(ProductCase product) {
        float[] a = product.a(random);
        float[] b = product.b(random);
        float[] c = product.c(random);
        float[] after = product.run(handle, a, b, c);
        product.compare(a, b, c, after);
        return after;
    }

    private void modes() {
        ProductCase plain = new ProductCase(false, true, 40, 30, 50, 1, 0, 0, 1, ProductCase.F32);
        float[] a = plain.a(random);
        float[] b = plain.b(random);
        a[0] = 1 + 0x1p-11f; // halfway between two values of TF32
        a[1] = 1 + 3 * 0x1p-11f;
        a[2] = 1 + 0x1p-8f; // and of bf16
        float[] c = plain.c(random);
        float[] exact = plain.run(handle, a, b, c);
        for (int mode : new int[] {ProductCase.TF32, ProductCase.BF16}) {
            float[] rounded = plain.mode(mode).run(handle, a, b, c);
            plain.mode(mode).compare(a, b, c, rounded);
            assertThrows(AssertionError.class, () -> plain.compare(a, b, c, rounded));
        }
        ProductCase.status(JCublas2.cublasSetMathMode(handle, 3));
        assertArrayEquals(plain.mode(ProductCase.TF32).run(handle, a, b, c), plain.run(handle, a, b, c));
        assertArrayEquals(exact, plain.mode(69).run(handle, a, b, c));
        ProductCase.status(JCublas2.cublasSetMathMode(handle, 0));
        assertArrayEquals(exact, plain.run(handle, a, b, c));
        a[0] = Float.POSITIVE_INFINITY;
        a[1] = Float.intBitsToFloat(0x7fffffff); // a NaN that would become -0 if it were rounded as a number
        float[] special = plain.mode(ProductCase.BF16).run(handle, a, b, c);
        assertTrue(Float.isInfinite(special[0]), "an infinity stays one: " + special[0]);
        assertTrue(Float.isNaN(special[1]), "a NaN stays one: " + special[1]);
    }

    /** Alpha 0 does not read A and B; beta 0 not reading C is part of every case. */
    private void unreadOperands() {
        ProductCase product = new ProductCase(false, false, 4, 3, 5, 0, 2, 0, 1, ProductCase.F32);
        float[] nan = product.a(random);
        Arrays.fill(nan, Float.NaN);
        float[] c = product.c(random);
        product.compare(nan, nan, c, product.run(handle, nan, nan, c));
    }

    private void sameBits() {
        ProductCase batch = new ProductCase(true, false, 33, 21, 300, 1, 0, 0, 3, ProductCase.F32);
        ProductCase single = new ProductCase(true, false, 33, 21, 300, 1, 0, 0, 1, ProductCase.F32);
        float[] a = batch.a(random);
        float[] b = batch.b(random);
        float[] all = batch.run(handle, a, b, batch.c(random));
        assertArrayEquals(all, batch.run(handle, a, b, batch.c(random)));
        for (int i = 0; i < 3; i++) {
            float[] one = single.run(
                    handle,
                    Arrays.copyOfRange(a, i * batch.strideA(), (i + 1) * batch.strideA()),
                    Arrays.copyOfRange(b, i * batch.strideB(), (i + 1) * batch.strideB()),
                    new float[single.strideC()]);
            assertArrayEquals(Arrays.copyOfRange(all, i * batch.strideC(), (i + 1) * batch.strideC()), one);
        }
    }

    private void workspace() {
        ProductCase product = new ProductCase(false, false, 4, 3, 5, 1, 0, 0, 1, ProductCase.F32);
        Memory space = new Memory(new float[1024]);
        assertEquals(7, JCublas2.cublasSetWorkspace(handle, space.at(1), 4 * 1000), "not aligned");
        ProductCase.status(JCublas2.cublasSetWorkspace(handle, space.at(0), 4 * 1024));
        check(product);
        assertTrue(Float.isNaN(space.read(1)[0]), "what lies in a workspace is lost");
        ProductCase.status(JCublas2.cublasSetStream(handle, null)); // which also forgets the workspace
        space.close();
        check(product);
    }

    private void errors() {
        try (Memory memory = new Memory(new float[64])) {
            Pointer p = memory.at(0);
            float[] scalars = {1, 0};
            ProductCase right = new ProductCase(false, false, 4, 4, 4, 1, 0, 0, 1, ProductCase.F32);
            assertEquals(7, new ProductCase(false, false, -1, 4, 4, 1, 0, 9, 1, 68).enqueue(handle, scalars, p, p, p));
            assertEquals(7, new ProductCase(false, false, 4, 4, 4, 1, 0, -1, 1, 68).enqueue(handle, scalars, p, p, p));
            assertEquals(7, right.enqueue(handle, scalars, p, p, new Pointer()), "no C");
            assertEquals(15, right.mode(74).enqueue(handle, scalars, p, p, p), "half precision is not emulated");
            assertEquals(15, right.mode(70).enqueue(handle, scalars, p, p, p), "neither is double");
            assertEquals(1, right.enqueue(new cublasHandle(), scalars, p, p, p));
            Pointer one = Pointer.to(scalars);
            assertEquals(
                    15, JCublas2.cublasGemmEx_new(handle, 0, 0, 4, 4, 4, one, p, 2, 4, p, 2, 4, one, p, 0, 4, 68, -1));
            assertEquals(
                    7,
                    JCublas2.cublasGemmEx_new(handle, 0, 0, 4, 4, 4, one, p, 0, 4, p, 0, 4, one, p, 0, 4, 68, 50),
                    "no such algorithm");
            assertEquals(7, JCublas2.cublasSgemm(handle, 9, 0, 4, 4, 4, one, p, 4, p, 4, one, p, 4));
        }
        assertEquals(15, JCublas2.cublasSetPointerMode(handle, 1));
        assertEquals(0, JCublas2.cublasSetPointerMode(handle, 0));
        assertEquals(0, JCublas2.cublasSetAtomicsMode(handle, 0));
        assertEquals(7, JCublas2.cublasSetMathMode(handle, 9));
        ProductCase.status(JCublas2.cublasDestroy(handle));
        assertEquals(1, JCublas2.cublasDestroy(handle));
    }
}
