package dev.lethe.cuda;

import dev.lethe.cuda.compile.KernelBuild;
import dev.lethe.cuda.compile.KernelSource;
import dev.lethe.cuda.compile.Prototype;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which kernels were built, how they are called, and in which image they are. */
final class Registry {
    /** A kernel and its file. */
    record Entry(String family, Prototype prototype) {}

    private static final String FOLDER = "/" + KernelBuild.KERNELS + "/";

    private Registry() {}

    /** The kernels of this build, by symbol. */
    static Map<String, Entry> kernels() {
        byte[] text = resource(KernelBuild.REGISTRY);
        if (text == null) {
            throw new IllegalStateException("this build of Lethe has no registry of kernels (" + FOLDER
                    + KernelBuild.REGISTRY + "): build it with Maven, which runs " + KernelBuild.class.getName());
        }
        Map<String, Entry> kernels = new LinkedHashMap<>();
        for (String line : new String(text, StandardCharsets.UTF_8).split("\n")) {
            int blank = line.indexOf(' ');
            if (blank > 0) {
                String family = line.substring(0, blank);
                KernelSource.parse(family, line.substring(blank), KernelBuild.REGISTRY)
                        .prototypes()
                        .forEach(p -> kernels.put(p.symbol(), new Entry(family, p)));
            }
        }
        return kernels;
    }

    /** Machine code of a family for GPUs, or null if it was built where nvcc is not. */
    static byte[] fatbin(String family) {
        return resource(family + ".fatbin");
    }

    /** Major version of the nvcc that made the fatbins, 0 if there are none. */
    static int compiler() {
        byte[] version = resource(KernelBuild.COMPILER);
        return version == null ? 0 : Integer.parseInt(new String(version, StandardCharsets.UTF_8).trim());
    }

    /** A file that was built into the jar, or null. */
    static byte[] resource(String name) {
        try (InputStream in = Registry.class.getResourceAsStream(FOLDER + name)) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
