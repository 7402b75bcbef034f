package dev.lethe.cuda;

import jcuda.driver.CUdeviceptr;

/** As {@link Address}, for the calls that want device memory by type. */
final class DeviceAddress extends CUdeviceptr {
    DeviceAddress() {}

    DeviceAddress(long value) {
        super(new CUdeviceptr(), value);
    }

    long value() {
        return getNativePointer() + getByteOffset();
    }
}
