package dev.lethe.cuda;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.CUuuid;
import jcuda.driver.JCudaDriver;

/** A GPU of this machine as the driver tells of it, and its primary context while a device uses it. */
final class Gpu {
    /** What the oldest GPU can do that the kernels are compiled for. */
    static final int OLDEST = 80;

    private final int index;
    private final CUdevice handle = new CUdevice();
    private final CUcontext context = new CUcontext();
    private boolean retained;

    private Gpu(int index) {
        this.index = index;
        check(JCudaDriver.cuDeviceGet(handle, index), "cuDeviceGet " + index);
    }

    /** All that there are; the driver has been loaded. */
    static List<Gpu> all() {
        int[] count = new int[1];
        check(JCudaDriver.cuDeviceGetCount(count), "cuDeviceGetCount");
        List<Gpu> found = new ArrayList<>();
        for (int i = 0; i < count[0]; i++) {
            found.add(new Gpu(i));
        }
        return found;
    }

    /**
     * One of them by index or UUID; the first for an empty string.
     *
     * @throws IllegalArgumentException if it is none, with those that there are
     */
    static Gpu find(String kind, String which) {
        List<Gpu> all = all();
        for (Gpu g : all) {
            if (which.equals(String.valueOf(g.index)) || which.equalsIgnoreCase(g.uuid())) {
                return g.usable();
            }
        }
        if (which.isEmpty() && !all.isEmpty()) {
            return all.get(0).usable();
        }
        StringBuilder text =
                new StringBuilder("device '" + kind + ":" + which + "' is not here; there are " + all.size());
        all.forEach(g -> text.append("; ")
                .append(kind)
                .append(':')
                .append(g.index)
                .append(" is ")
                .append(g.description()));
        throw new IllegalArgumentException(text.toString());
    }

    private Gpu usable() {
        if (capability() < OLDEST) {
            throw new IllegalStateException("GPU " + index + ", " + description()
                    + ", is older than compute capability 8.0, which the kernels are compiled for");
        }
        return this;
    }

    int index() {
        return index;
    }

    int capability() {
        return 10 * attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR)
                + attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
    }

    String description() {
        byte[] name = new byte[128];
        check(JCudaDriver.cuDeviceGetName(name, name.length, handle), "cuDeviceGetName " + index);
        int end = 0;
        while (end < name.length && name[end] != 0) {
            end++;
        }
        long[] bytes = new long[1];
        check(JCudaDriver.cuDeviceTotalMem(bytes, handle), "cuDeviceTotalMem " + index);
        return new String(name, 0, end, StandardCharsets.UTF_8) + ", " + (bytes[0] >> 20) + " MiB, compute capability "
                + capability() / 10 + "." + capability() % 10 + ", " + uuid() + ", driver for CUDA " + driver();
    }

    String uuid() {
        CUuuid uuid = new CUuuid();
        check(JCudaDriver.cuDeviceGetUuid(uuid, handle), "cuDeviceGetUuid " + index);
        StringBuilder text = new StringBuilder("GPU-");
        for (int i = 0; i < 16; i++) {
            text.append(i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "")
                    .append(String.format(Locale.ROOT, "%02x", uuid.bytes[i]));
        }
        return text.toString();
    }

    static String driver() {
        int[] version = new int[1];
        check(JCudaDriver.cuDriverGetVersion(version), "cuDriverGetVersion");
        return version[0] / 1000 + "." + version[0] % 1000 / 10;
    }

    private int attribute(int which) {
        int[] value = new int[1];
        check(JCudaDriver.cuDeviceGetAttribute(value, which, handle), "cuDeviceGetAttribute " + which);
        return value[0];
    }

    void retain() {
        check(JCudaDriver.cuDevicePrimaryCtxRetain(context, handle), "cuDevicePrimaryCtxRetain " + index);
        retained = true;
    }

    /** Makes this the GPU of the calling thread; returns the driver's code. */
    int enter() {
        return JCudaDriver.cuCtxSetCurrent(context);
    }

    void release() {
        if (retained) {
            retained = false;
            JCudaDriver.cuDevicePrimaryCtxRelease(handle);
        }
    }

    private static void check(int code, String what) {
        if (code != 0) {
            throw new CudaError(code, what + " failed: " + CudaError.text(code));
        }
    }
}
