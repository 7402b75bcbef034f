package dev.lethe.cuda.compile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Builds the sources of {@code native/}: the cuBLAS bridge for the jar, the emulated driver and cuBLAS beside it. */
final class NativeBuild {
    private final HostCompiler compiler;
    private final Path folder;
    private final String version;

    NativeBuild(HostCompiler compiler, Path folder) {
        this.compiler = compiler;
        this.folder = folder;
        this.version = compiler.version();
    }

    /** Where the native libraries of this machine lie in the jar. */
    static String platform() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch").replace("amd64", "x86_64");
        return (os.startsWith("linux") ? "linux" : os.startsWith("windows") ? "windows" : "other") + "-" + arch;
    }

    void bridge(Path classes) throws IOException {
        Path result = classes.resolve("dev/lethe/cuda/native/" + platform() + "/libcublas.so.12");
        Path bridge = folder.resolve("bridge");
        build(
                bridge,
                List.of("-Wl,-soname,libcublas.so.12", "-Wl,--version-script=" + bridge.resolve("bridge.map"), "-ldl"),
                List.of(),
                result);
    }

    void emulated(Path kernels, List<Path> headers, List<KernelSource> sources, Path target, List<Runnable> work)
            throws IOException {
        Path include = Files.createDirectories(target.resolve("include"));
        Path emulated = folder.resolve("emulated");
        for (Path header : HostCompiler.sources(emulated, ".h")) {
            Files.copy(header, include.resolve(header.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
        Path driver = target.resolve("libcuda.so.1");
        build(emulated, List.of("-march=native", "-Wl,-soname,libcuda.so.1", "-ldl", "-pthread"), List.of(), driver);
        Path cublas = folder.resolve("cublas");
        build(
                cublas,
                List.of(
                        "-march=native",
                        "-Wl,-soname,libcublas.so.12",
                        "-Wl,--version-script=" + cublas.resolve("libcublas.map"),
                        driver.toString()),
                List.of(driver),
                target.resolve("libcublas.so.12"));
        List<Path> all = new ArrayList<>(headers);
        all.addAll(HostCompiler.sources(include, ".h"));
        for (boolean strict : new boolean[] {false, true}) {
            List<String> how = new ArrayList<>(compiler.kernelOptions(strict));
            how.add(version);
            Path images = Files.createDirectories(target.resolve(strict ? "strict" : "fast"));
            for (KernelSource source : sources) {
                Path file = kernels.resolve(source.family() + ".cu");
                Path image = images.resolve(source.family() + ".so");
                Stamp stamp = new Stamp(KernelBuild.with(all, file), how);
                if (!stamp.holds(image)) {
                    work.add(() -> {
                        compiler.compileKernels(
                                source,
                                file,
                                List.of(kernels, include),
                                strict,
                                driver,
                                image,
                                KernelBuild.STRICT ? "-Werror" : "-Wall");
                        stamp.put(image);
                    });
                }
            }
        }
    }

    private void build(Path sources, List<String> options, List<Path> more, Path result) throws IOException {
        List<Path> inputs = new ArrayList<>(HostCompiler.sources(sources, ".cpp", ".S", ".h", ".inc", ".map"));
        inputs.addAll(more);
        List<String> how = new ArrayList<>(options);
        how.add(version);
        Stamp stamp = new Stamp(inputs, how);
        if (stamp.holds(result)) {
            return;
        }
        Files.createDirectories(result.getParent());
        compiler.library(HostCompiler.sources(sources, ".cpp", ".S"), options, result);
        stamp.put(result);
    }
}
