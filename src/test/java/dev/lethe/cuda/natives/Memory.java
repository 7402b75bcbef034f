package dev.lethe.cuda.natives;

import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.JCudaDriver;

/** An array of floats in device memory. */
final class Memory implements AutoCloseable {
    private final CUdeviceptr start = new CUdeviceptr();

    Memory(float[] values) {
        check(JCudaDriver.cuMemAlloc(start, 4L * values.length));
        check(JCudaDriver.cuMemcpyHtoD(start, Pointer.to(values), 4L * values.length));
    }

    Pointer at(int element) {
        return start.withByteOffset(4L * element);
    }

    float[] read(int count) {
        float[] values = new float[count];
        check(JCudaDriver.cuMemcpyDtoH(Pointer.to(values), start, 4L * count));
        return values;
    }

    @Override
    public void close() {
        check(JCudaDriver.cuMemFree(start));
    }

    static void check(int result) {
        if (result != 0) {
            throw new AssertionError("driver error " + result);
        }
    }
}
