package dev.lethe.cuda.compile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Builds what is not Java: the registry of kernels, their images for GPUs where nvcc is, and the emulated driver, its
 * images and the cuBLAS bridge where g++ is. Maven runs it after the classes are compiled; what is up to date stays.
 */
public final class KernelBuild {
    /** Folder of the results within the jar. */
    public static final String KERNELS = "dev/lethe/cuda/kernels";
    /** The registry in that folder: a line for each kernel, its family and its prototype. */
    public static final String REGISTRY = "registry.txt";

    /** Major version of the nvcc that made the images, in that folder. */
    public static final String COMPILER = "nvcc.txt";

    /** Whether warnings fail the build, as in CI: not on a machine whose compiler is another one. */
    static final boolean STRICT = Boolean.getBoolean("lethe.warnings.fail");

    private static final String[] WERROR = {"-Werror", "all-warnings"};

    private final Path kernels;
    private final Path resources;
    private final List<Path> headers;
    private final List<KernelSource> sources = new ArrayList<>();

    private KernelBuild(Path kernels, Path classes) {
        this.kernels = kernels;
        this.resources = classes.resolve(KERNELS);
        this.headers = HostCompiler.sources(kernels, ".cuh");
        for (Path file : HostCompiler.sources(kernels, ".cu")) {
            sources.add(KernelSource.read(file));
        }
    }

    /**
     * @param args the folders of kernels, of native sources, of classes, and of the emulated driver; without the last, or
     *     where it is empty, that is not built
     */
    public static void main(String[] args) {
        try {
            build(args);
        } catch (IllegalStateException e) {
            System.err.println("[kernels] " + e.getMessage());
            System.err.println("[kernels] -Dlethe.nvcc=none builds without GPU kernels, -Dlethe.gxx=none without the"
                    + " cuBLAS bridge and the emulated driver");
            System.exit(1);
        } catch (IllegalArgumentException | IOException | UncheckedIOException | InterruptedException e) {
            System.err.println("[kernels] " + e.getMessage());
            System.exit(1);
        }
    }

    private static void build(String[] args) throws IOException, InterruptedException {
        if (args.length != 3 && args.length != 4) {
            throw new IllegalArgumentException("usage: KernelBuild KERNELS NATIVE CLASSES [EMULATED]");
        }
        KernelBuild build = new KernelBuild(Path.of(args[0]), Path.of(args[2]));
        Path emulated = args.length == 4 && !args[3].isEmpty() ? Path.of(args[3]) : null;
        build.registry();
        List<Runnable> work = new ArrayList<>();
        Nvcc nvcc = Nvcc.find();
        if (nvcc == null) {
            build.dropFatbins();
            say("nvcc is not on this machine: the jar has no GPU kernels, and device 'cuda' will say so");
        } else {
            build.fatbins(nvcc, work);
        }
        HostCompiler gxx = HostCompiler.find();
        if (gxx == null) {
            if (emulated != null) {
                Files.deleteIfExists(emulated.resolve("libcuda.so.1"));
            }
            say(
                    "g++ is not on this machine, or it is no Linux: no cuBLAS bridge and no emulated driver; tests that need it are skipped");
        } else {
            NativeBuild natives = new NativeBuild(gxx, Path.of(args[1]));
            natives.bridge(Path.of(args[2]));
            if (emulated != null) {
                natives.emulated(build.kernels, build.headers, build.sources, emulated, work);
            }
        }
        inParallel(work);
    }

    private void registry() throws IOException {
        Map<String, String> families = new HashMap<>();
        StringBuilder text = new StringBuilder();
        for (KernelSource source : sources) {
            for (Prototype p : source.prototypes()) {
                String other = families.put(p.symbol(), source.family());
                if (other != null) {
                    throw new IllegalArgumentException("kernel " + p.symbol() + " is in " + other + ".cu and in "
                            + source.family() + ".cu: one of them needs another name");
                }
                text.append(source.family()).append(' ').append(p).append('\n');
            }
        }
        Files.createDirectories(resources);
        Files.writeString(resources.resolve(REGISTRY), text);
        for (Path header : headers) {
            Files.copy(header, resources.resolve(header.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private void fatbins(Nvcc nvcc, List<Runnable> work) throws IOException {
        Files.writeString(resources.resolve(COMPILER), String.valueOf(nvcc.major()));
        List<String> how = new ArrayList<>(nvcc.options());
        how.add(nvcc.version());
        for (KernelSource source : sources) {
            Path file = kernels.resolve(source.family() + ".cu");
            Path fatbin = resources.resolve(source.family() + ".fatbin");
            Stamp stamp = new Stamp(with(headers, file), how);
            if (!stamp.holds(fatbin)) {
                work.add(() -> {
                    Resources.check(file, source, nvcc.compile(file, kernels, fatbin, STRICT ? WERROR : new String[0]));
                    stamp.put(fatbin);
                });
            }
        }
    }

    /** What an earlier build with nvcc left would not fit kernels that have changed since. */
    private void dropFatbins() throws IOException {
        for (Path old : HostCompiler.sources(resources, ".fatbin", COMPILER)) {
            Files.delete(old);
        }
    }

    static List<Path> with(List<Path> files, Path more) {
        List<Path> all = new ArrayList<>(files);
        all.add(more);
        return all;
    }

    private static void inParallel(List<Runnable> work) throws InterruptedException {
        if (work.isEmpty()) {
            return;
        }
        say("compiling " + work.size() + " kernel images");
        ExecutorService threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            List<Future<?>> started = new ArrayList<>();
            work.forEach(w -> started.add(threads.submit(w)));
            for (Future<?> f : started) {
                f.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause().getMessage(), e);
        } finally {
            threads.shutdownNow();
        }
    }

    static void say(String what) {
        System.out.println("[kernels] " + what);
    }
}
