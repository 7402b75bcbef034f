package dev.lethe.cuda;

import dev.lethe.Device;
import dev.lethe.DeviceProvider;
import dev.lethe.cuda.natives.Natives;
import java.util.ArrayList;
import java.util.List;

/** Opens {@code cuda} and {@code cuda:OPTIONS}, an NVIDIA GPU, see {@link CudaOptions}. */
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
        if (Registry.fatbin("elementwise") == null) {
            return "this build of Lethe has no GPU kernels, since nvcc was not there when it was built: put nvcc on the"
                    + " PATH or set CUDA_HOME, and build again";
        }
        String reason = Natives.real().unavailable();
        return reason != null ? reason : DriverCheck.reason(Registry.compiler());
    }

    @Override
    public Device open(String option) {
        CudaOptions options = CudaOptions.parse(kind(), option, CudaOptions.Images.FATBIN);
        Natives.real().load();
        return open(kind(), options, false);
    }

    /** Opens a device of a driver that is loaded. */
    static Device open(String kind, CudaOptions options, boolean checked) {
        Gpu gpu = Gpu.find(kind, options.device());
        return new CudaDevice(kind + ":" + gpu.index(), gpu, options, checked);
    }
}
