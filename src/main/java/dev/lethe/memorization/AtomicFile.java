package dev.lethe.memorization;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** Files that are there whole or not at all, whoever else writes into their folder. */
final class AtomicFile {
    private static final String PREFIX = ".writing-";
    /** Longer than anybody writes. */
    private static final Duration STALE = Duration.ofHours(1);

    /** Writes the content of a file. */
    interface Content {
        void write(Path file) throws IOException;
    }

    private AtomicFile() {}

    /** Writes beside {@code file}, forces it to disk and gives it its name, in place of what had it. */
    static void write(Path file, Content content) {
        Path folder = file.toAbsolutePath().getParent();
        try {
            Path part = folder.resolve(PREFIX + UUID.randomUUID());
            try {
                content.write(part);
                try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                    channel.force(true);
                }
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
            forceDirectory(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private static void forceDirectory(Path folder) throws IOException {
        if (java.io.File.separatorChar == '\\') {
            return; // Windows cannot open a directory as a file, and journals renames itself
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Takes away what writers left that were killed; those at work now are younger. */
    static void removeStale(Path folder) throws IOException {
        Instant limit = Instant.now().minus(STALE);
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, PREFIX + "*")) {
            for (Path part : parts) {
                if (Files.getLastModifiedTime(part).toInstant().isBefore(limit)) {
                    Files.deleteIfExists(part);
                }
            }
        }
    }
}
