package dev.lethe.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A directory of files that is replaced as a whole: after a crash at any moment, the old content or the new one is
 * there.
 *
 * <p>The new content is written beside it and forced to disk; then the old directory is renamed to {@code NAME.old},
 * the new one takes its name, and the old one is deleted. A reader that finds only {@code NAME.old} takes that.
 */
final class AtomicDirectory {
    private final Path path;

    /** Writes the files of the new content into an empty directory. */
    interface Content {
        void write(Path directory) throws IOException;
    }

    AtomicDirectory(Path path) {
        this.path = path.toAbsolutePath().normalize();
    }

    /** The directory to read: the present content, or the old one where a crash left only that; null if there is none. */
    Path readable() {
        if (Files.isDirectory(path)) {
            return path;
        }
        return Files.isDirectory(old()) ? old() : null;
    }

    private Path old() {
        return path.resolveSibling(path.getFileName() + ".old");
    }

    private Path fresh() {
        return path.resolveSibling(path.getFileName() + ".new");
    }

    /**
     * Fails if this directory, or those beside it that {@link #replace} uses, hold anything else than files of these
     * names: it deletes what they hold.
     *
     * @throws IllegalArgumentException naming what else there is
     */
    void requireOnly(Set<String> names) {
        for (Path directory : List.of(path, old(), fresh())) {
            if (!Files.exists(directory)) {
                continue;
            }
            if (!Files.isDirectory(directory)) {
                throw new IllegalArgumentException(directory + " is in the way of a checkpoint: it is no directory");
            }
            try (Stream<Path> all = Files.list(directory)) {
                all.filter(p -> !names.contains(p.getFileName().toString()) || !Files.isRegularFile(p))
                        .findFirst()
                        .ifPresent(p -> {
                            throw new IllegalArgumentException("checkpoints replace their directory as a whole, and "
                                    + directory + " holds " + p.getFileName() + ": choose another one");
                        });
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + directory + ": " + e.getMessage(), e);
            }
        }
    }

    void replace(Content content) {
        try {
            Files.createDirectories(path.getParent());
            delete(fresh());
            Files.createDirectory(fresh());
            content.write(fresh());
            List<Path> files;
            try (Stream<Path> all = Files.list(fresh())) {
                files = all.collect(Collectors.toList());
            }
            for (Path file : files) {
                force(file);
            }
            forceDirectory(fresh());
            if (Files.isDirectory(path)) {
                delete(old());
                Files.move(path, old(), StandardCopyOption.ATOMIC_MOVE);
            }
            Files.move(fresh(), path, StandardCopyOption.ATOMIC_MOVE);
            forceDirectory(path.getParent());
            delete(old());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot save to " + path + ": " + e.getMessage(), e);
        }
    }

    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static void forceDirectory(Path directory) throws IOException {
        if (java.io.File.separatorChar == '\\') {
            return; // Windows cannot open a directory as a file, and journals renames itself
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> walk = Files.walk(directory)) {
            all = walk.sorted(Comparator.reverseOrder()).collect(Collectors.toList());
        }
        for (Path p : all) {
            Files.delete(p);
        }
    }
}
