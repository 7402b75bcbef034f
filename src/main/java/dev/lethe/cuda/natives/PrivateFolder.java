package dev.lethe.cuda.natives;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A folder for native libraries that only this process and its user use, deleted when the process ends. */
final class PrivateFolder {
    private final Path path;

    private PrivateFolder(Path path) {
        this.path = path;
    }

    static PrivateFolder create() throws IOException {
        // Java gives such a folder to its owner alone.
        PrivateFolder folder = new PrivateFolder(Files.createTempDirectory("lethe-natives-"));
        Runtime.getRuntime().addShutdownHook(new Thread(folder::delete, "lethe-natives-cleaner"));
        return folder;
    }

    Path path() {
        return path;
    }

    /** Copies a resource into this folder, where it appears complete or not at all. */
    Path copy(Class<?> near, String resource, String name) throws IOException {
        try (InputStream in = near.getResourceAsStream(resource)) {
            if (in == null) {
                throw new FileNotFoundException("resource " + resource + " is not on the class path");
            }
            Path part = Files.createTempFile(path, name, ".part");
            Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
            return Files.move(part, path.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Deletes what can be deleted: Windows keeps libraries that are in use. */
    private void delete() {
        try (Stream<Path> files = Files.walk(path)) {
            List<Path> inner = files.sorted(Comparator.reverseOrder()).collect(Collectors.toList());
            for (Path file : inner) {
                file.toFile().delete();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot clear " + path, e);
        }
    }
}
