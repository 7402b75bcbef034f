package dev.lethe.cuda.compile;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * NVIDIA's compiler. Looked for by the system property {@code lethe.nvcc}, on the PATH, in {@code CUDA_HOME/bin} and
 * {@code CUDA_PATH/bin}, and in {@code /usr/local/cuda/bin}.
 */
public final class Nvcc {
    /** Machine code for Ampere and Hopper; from Hopper's PTX the driver makes code for what comes after. */
    private static final List<String> TARGETS =
            List.of("-gencode", "arch=compute_80,code=sm_80", "-gencode", "arch=compute_90,code=[sm_90,compute_90]");

    // Products and sums are fused only where the source says so: the same bits as on the CPU.
    private static final List<String> OPTIONS = List.of("-std=c++17", "-O3", "--fmad=false", "-Xptxas", "-v");

    private static final Pattern RELEASE = Pattern.compile("release (\\d+)\\.");

    private final Tool tool;

    private Nvcc(Tool tool) {
        this.tool = tool;
    }

    /** The compiler of this machine, or null. */
    public static Nvcc find() {
        List<Path> folders = new ArrayList<>();
        for (String variable : List.of("CUDA_HOME", "CUDA_PATH")) {
            if (System.getenv(variable) != null) {
                folders.add(Path.of(System.getenv(variable), "bin"));
            }
        }
        folders.add(Path.of("/usr/local/cuda/bin"));
        Tool tool = Tool.find("nvcc", "lethe.nvcc", folders);
        return tool == null ? null : new Nvcc(tool);
    }

    /**
     * Compiles a file for the GPUs that Lethe knows.
     *
     * @param include folder of common.cuh
     * @param fatbin where the result goes
     * @param more options, such as to fail for warnings
     * @return registers, shared memory and spills of each kernel, as ptxas prints them
     * @throws IllegalStateException with the compiler's messages
     */
    public String compile(Path source, Path include, Path fatbin, String... more) {
        List<String> arguments = new ArrayList<>(options());
        arguments.addAll(List.of(more));
        arguments.addAll(List.of("-I", include.toString(), "-fatbin", source.toString(), "-o", fatbin.toString()));
        return tool.run(arguments);
    }

    /** What decides about the result besides the sources. */
    List<String> options() {
        List<String> all = new ArrayList<>(OPTIONS);
        all.addAll(TARGETS);
        return all;
    }

    /** Major version of CUDA that the code needs. */
    int major() {
        Matcher release = RELEASE.matcher(tool.run(List.of("--version")));
        if (!release.find()) {
            throw new IllegalStateException(tool.path() + " --version names no release");
        }
        return Integer.parseInt(release.group(1));
    }

    /** Version, for messages and to tell when to build anew. */
    String version() {
        String[] lines = tool.run(List.of("--version")).trim().split("\n");
        return lines[lines.length - 1];
    }
}
