package dev.lethe.train;

import dev.lethe.data.Dataset;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of files and data sets, in hexadecimal. */
public final class Sha256 {
    private Sha256() {}

    static String of(Path file) {
        MessageDigest digest = digest();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Of the given labels of a data set, of where its examples are in their source, and of the examples. */
    public static String of(Dataset set) {
        int[] index = new int[set.size()];
        for (int i = 0; i < index.length; i++) {
            index[i] = set.index(i);
        }
        MessageDigest digest = digest();
        update(digest, set.labels());
        update(digest, index);
        if (set.isImages()) {
            digest.update(set.pixels());
        } else {
            float[] features = set.features();
            ByteBuffer block = ByteBuffer.allocate(1 << 14);
            for (float v : features) {
                block.putFloat(v);
                if (!block.hasRemaining()) {
                    digest.update(block.array());
                    block.clear();
                }
            }
            digest.update(block.array(), 0, block.position());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void update(MessageDigest digest, int[] values) {
        ByteBuffer block = ByteBuffer.allocate(4 * values.length);
        block.asIntBuffer().put(values);
        digest.update(block.array());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
