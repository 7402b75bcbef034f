package dev.lethe.cuda.natives;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds cuBLAS, loads it, and JCublas2's library onto it.
 *
 * <p>JCublas2 asks the linker for {@code libcublas.so.12}. The linker takes a library of that name that is loaded
 * already, wherever it came from. So cuBLAS 12 is loaded from where it is found, or left to the linker; where there is
 * only cuBLAS 13, that is loaded and then the {@link CublasBridge}.
 */
final class CublasLibrary {
    private final CublasSearch search;
    private final List<String> failures = new ArrayList<>();

    private CublasLibrary(CublasSearch search) {
        this.search = search;
    }

    /**
     * Loads the machine's cuBLAS.
     *
     * @return which, for people
     * @throws UnsatisfiedLinkError saying where it was looked for
     */
    static String load() {
        if (!System.getProperty("os.name").startsWith("Linux")) {
            JCudaLibraries.load("JCublas2");
            return "cuBLAS 12, found by the system";
        }
        String property = System.getProperty(CublasSearch.PROPERTY);
        return new CublasLibrary(CublasSearch.of(property, System.getenv(), Path.of("/"))).find();
    }

    private String find() {
        for (Path file : search.files(12)) {
            if (loaded(file)) {
                JCudaLibraries.load("JCublas2");
                return "cuBLAS 12, " + file;
            }
        }
        if (!search.byProperty() && linkerHas12()) {
            return "cuBLAS 12, found by the system's linker";
        }
        for (Path file : search.files(13)) {
            if (loaded(file)) {
                CublasBridge.load();
                JCudaLibraries.load("JCublas2");
                return "cuBLAS 13 through the bridge, " + file;
            }
        }
        if (!search.byProperty() && linkerHas13()) {
            return "cuBLAS 13 through the bridge, found by the system's linker";
        }
        throw new UnsatisfiedLinkError(notFound());
    }

    /** Loads a file and, first, the library beside it that it needs. */
    private boolean loaded(Path file) {
        Path inner = file.resolveSibling(file.getFileName().toString().replace("libcublas.so", "libcublasLt.so"));
        try {
            if (Files.isRegularFile(inner)) {
                System.load(inner.toString());
            }
            System.load(file.toString());
            return true;
        } catch (UnsatisfiedLinkError e) {
            failures.add(e.getMessage());
            return false;
        }
    }

    private boolean linkerHas12() {
        try {
            JCudaLibraries.load("JCublas2");
            return true;
        } catch (UnsatisfiedLinkError e) {
            failures.add(e.getMessage());
            return false;
        }
    }

    private boolean linkerHas13() {
        try {
            CublasBridge.load();
            JCudaLibraries.load("JCublas2");
            return true;
        } catch (UnsatisfiedLinkError e) {
            failures.add(e.getMessage());
            return false;
        }
    }

    private String notFound() {
        StringBuilder text = new StringBuilder("no cuBLAS 12 or 13 was found. Looked for libcublas.so.12 and "
                + "libcublas.so.13 in " + search.places());
        text.append(search.byProperty() ? ", which the property " + CublasSearch.PROPERTY + " names" : "");
        if (!failures.isEmpty()) {
            text.append("; tried in vain: ").append(String.join("; ", failures));
        }
        return text.append(". Install cuBLAS, or set -D")
                .append(CublasSearch.PROPERTY)
                .append(" to its folder, such as the lib folder of Python's nvidia packages")
                .toString();
    }
}
