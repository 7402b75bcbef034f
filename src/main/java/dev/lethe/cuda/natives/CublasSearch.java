package dev.lethe.cuda.natives;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where a file of cuBLAS may lie.
 *
 * <p>If the property {@code lethe.cublas} is set, only there: files, or folders such as the {@code lib} folder of
 * Python's nvidia packages, apart as in a path. Otherwise in the folders of {@code LD_LIBRARY_PATH}; under {@code
 * CUDA_HOME} and {@code CUDA_PATH}; under {@code /usr/local/cuda} and {@code /usr/local/cuda-*}, the highest version
 * first; and in the system's library folders.
 *
 * @param places files and folders, in the order in which they are tried
 * @param byProperty whether the user named them
 */
record CublasSearch(List<Path> places, boolean byProperty) {
    static final String PROPERTY = "lethe.cublas";

    private static final List<String> SYSTEM =
            List.of("usr/lib/x86_64-linux-gnu", "usr/lib64", "usr/lib", "usr/local/lib", "opt/cuda");

    /** The places of this process; {@code root} is the root of the file system. */
    static CublasSearch of(String property, Map<String, String> environment, Path root) {
        if (property != null && !property.isBlank()) {
            return new CublasSearch(split(property), true);
        }
        Set<Path> places = new LinkedHashSet<>(split(environment.getOrDefault("LD_LIBRARY_PATH", "")));
        for (String variable : List.of("CUDA_HOME", "CUDA_PATH")) {
            split(environment.getOrDefault(variable, "")).forEach(home -> addToolkit(home, places));
        }
        addToolkit(root.resolve("usr/local/cuda"), places);
        toolkits(root.resolve("usr/local")).forEach(home -> addToolkit(home, places));
        for (String folder : SYSTEM) {
            addToolkit(root.resolve(folder), places);
            places.add(root.resolve(folder));
        }
        return new CublasSearch(List.copyOf(places), false);
    }

    /** The files that hold cuBLAS of a major version, in order. */
    List<Path> files(int version) {
        String name = "libcublas.so." + version;
        List<Path> found = new ArrayList<>();
        for (Path place : places) {
            String file = String.valueOf(place.getFileName());
            if (Files.isRegularFile(place) && (file.equals(name) || file.startsWith(name + "."))) {
                found.add(place);
            } else if (Files.isRegularFile(place.resolve(name))) {
                found.add(place.resolve(name));
            }
        }
        return found;
    }

    private static List<Path> split(String list) {
        List<Path> paths = new ArrayList<>();
        for (String entry : list.split(File.pathSeparator)) {
            if (!entry.isBlank()) {
                paths.add(Path.of(entry.strip()).toAbsolutePath());
            }
        }
        return paths;
    }

    private static void addToolkit(Path home, Set<Path> places) {
        for (String inner : List.of("lib64", "targets/x86_64-linux/lib", "lib")) {
            if (Files.isDirectory(home.resolve(inner))) {
                places.add(home.resolve(inner));
            }
        }
    }

    private static List<Path> toolkits(Path parent) {
        List<Path> homes = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, "cuda-*")) {
            folders.forEach(homes::add);
        } catch (IOException e) {
            return List.of(); // no such folder, so nothing in it
        }
        homes.sort(Comparator.comparing(CublasSearch::version).reversed());
        return homes;
    }

    /** 12.10 is higher than 12.9. */
    private static Integer version(Path home) {
        int number = 0;
        for (String part : (home.getFileName() + ".0").replaceAll("[^0-9.]", "").split("\\.", 3)) {
            number = number * 1000 + (part.matches("[0-9]{1,3}") ? Integer.parseInt(part) : 0);
        }
        return number;
    }
}
