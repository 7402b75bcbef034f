package dev.lethe.cuda.compile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** Tells whether a result was made from these very inputs: a digest of them lies beside it. */
final class Stamp {
    private final String digest;

    /**
     * @param inputs files whose content matters
     * @param how everything else that does: options, versions
     */
    Stamp(List<Path> inputs, List<String> how) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (Path input : inputs) {
                sha.update(input.getFileName().toString().getBytes(StandardCharsets.UTF_8));
                sha.update(Files.readAllBytes(input));
            }
            sha.update(String.join("\n", how).getBytes(StandardCharsets.UTF_8));
            digest = new BigInteger(1, sha.digest()).toString(16);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean holds(Path result) {
        try {
            return Files.exists(result)
                    && Files.exists(beside(result))
                    && Files.readString(beside(result)).equals(digest);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void put(Path result) {
        try {
            Files.writeString(beside(result), digest);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Marks lie outside the folder of results, which goes into the jar. */
    private static Path beside(Path result) throws IOException {
        Path target = result.toAbsolutePath().getParent();
        while (!target.getFileName().toString().equals("target")
                && target.getParent().getFileName() != null) {
            target = target.getParent();
        }
        Path folder = Files.createDirectories(target.resolve("stamps"));
        return folder.resolve(target.relativize(result.toAbsolutePath())
                .toString()
                .replace('/', '_')
                .replace('\\', '_'));
    }
}
