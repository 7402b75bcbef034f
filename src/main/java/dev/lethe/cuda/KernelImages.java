package dev.lethe.cuda;

import dev.lethe.cuda.compile.HostCompiler;
import dev.lethe.cuda.compile.KernelSource;
import dev.lethe.cuda.compile.Nvcc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where the machine code of kernels comes from: the jar or the emulated driver's folder, and a compiler for users'. */
final class KernelImages {
    private static final List<String> HEADERS = List.of("common.cuh", "math.cuh", "philox.cuh");

    private final CudaOptions.Images kind;

    KernelImages(CudaOptions.Images kind) {
        this.kind = kind;
    }

    /** Image of a family of Lethe's own. */
    byte[] of(String family) {
        try {
            if (kind != CudaOptions.Images.FATBIN) {
                return Files.readAllBytes(folder().resolve(family + ".so"));
            }
            byte[] fatbin = Registry.fatbin(family);
            if (fatbin == null) {
                throw new IllegalStateException(
                        "kernels " + family + " are not in this build of Lethe: it was made" + " where nvcc is not");
            }
            return fatbin;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path folder() {
        return EmulatedProvider.folder().resolve(kind == CudaOptions.Images.STRICT ? "strict" : "fast");
    }

    /** Compiles a user's file and adds its kernels. */
    void compile(Path file, Modules modules) {
        KernelSource source = KernelSource.read(file);
        Map<String, Registry.Entry> entries = new LinkedHashMap<>();
        source.prototypes().forEach(p -> entries.put(p.symbol(), new Registry.Entry(source.family(), p)));
        if (entries.isEmpty()) {
            throw new IllegalArgumentException(file + " has no kernel: extern \"C\" __global__ void NAME(...)");
        }
        modules.requireFree(entries, source.family());
        Path work = null;
        try {
            work = Files.createTempDirectory("lethe-kernels");
            for (String header : HEADERS) {
                Files.write(work.resolve(header), Registry.resource(header));
            }
            Path image = work.resolve("image");
            if (kind == CudaOptions.Images.FATBIN) {
                nvcc().compile(file, work, image);
            } else {
                gxx().compileKernels(
                                source,
                                file,
                                List.of(work, EmulatedProvider.folder().resolve("include")),
                                kind == CudaOptions.Images.STRICT,
                                EmulatedProvider.folder().resolve("libcuda.so.1"),
                                image);
            }
            modules.add(entries, source.family(), Files.readAllBytes(image));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (work != null) {
                delete(work);
            }
        }
    }

    private static Nvcc nvcc() {
        Nvcc nvcc = Nvcc.find();
        if (nvcc == null) {
            throw new IllegalStateException("to load CUDA sources, nvcc is needed: it is not on the PATH, nor in"
                    + " CUDA_HOME/bin, CUDA_PATH/bin or /usr/local/cuda/bin, and the system property lethe.nvcc is not"
                    + " set");
        }
        return nvcc;
    }

    private static HostCompiler gxx() {
        HostCompiler gxx = HostCompiler.find();
        if (gxx == null) {
            throw new IllegalStateException("to load CUDA sources on the emulated driver, g++ is needed: it is not on"
                    + " the PATH, and the system property lethe.gxx is not set");
        }
        return gxx;
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).collect(Collectors.toList())) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
