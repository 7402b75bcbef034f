package dev.lethe.cuda;

import dev.lethe.Device;
import dev.lethe.DeviceProvider;
import dev.lethe.cuda.natives.Natives;
import java.util.ArrayList;
import java.util.List;

/**
 * Opens {@code cuda} and {@code cuda:OPTIONS}, an NVIDIA GPU. The options are an index or a UUID ({@code GPU-...}), then
 * {@code memory=BYTES}, the most that arenas may hold together, such as {@code 8g}, and {@code math=float32|tf32|bf16},
 * what matrix products are computed in, see {@link MatrixMath}; apart by commas, each of them optional.
 */
public final class CudaProvider implements DeviceProvider {
    @Override
    public String kind() {
        return "cuda";
    }

    @Override
    public int rank() {
        return 0;
    }

    @Override
    public List<String> list() {
        return list(kind());
    }

    static List<String> list(String kind) {
        List<String> lines = new ArrayList<>();
        for (Gpu gpu : Gpu.all()) {
            lines.add(kind + ":" + gpu.index() + ": " + gpu.description());
        }
        return lines;
    }

    @Override
    public String unavailable() {
        if (!JCudaClasses.present()) {
            return JCudaClasses.ABSENT;
        }
        if (Registry.compiler() == 0) {
            return "this build of Lethe has no GPU kernels, since nvcc was not there when it was built: put nvcc on the"
                    + " PATH or set CUDA_HOME, and build again";
        }
        String reason = Natives.real().unavailable();
        return reason != null ? reason : DriverCheck.reason(Registry.compiler());
    }

    @Override
    public Device open(String option) {
        CudaOptions options = CudaOptions.parse(kind(), option, CudaOptions.Images.FATBIN);
        String reason = unavailable();
        if (reason != null) {
            throw new IllegalStateException(reason);
        }
        return open(kind(), options, false);
    }

    /** Opens a device of a driver that is loaded. */
    static Device open(String kind, CudaOptions options, boolean checked) {
        Gpu gpu = Gpu.find(kind, options.device());
        return new CudaDevice(kind + ":" + gpu.index() + options.suffix(), gpu, options, checked);
    }
}
