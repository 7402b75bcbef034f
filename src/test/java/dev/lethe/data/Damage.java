package dev.lethe.data;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;

/** Damages a small file in every place and lets a reader look at it. */
final class Damage {
    private Damage() {}

    /** Every prefix shorter than the whole must be refused with a message that names the file. */
    static void everyPrefix(byte[] whole, Path file, Consumer<Path> reader) {
        for (int n = 0; n < whole.length; n++) {
            write(file, Arrays.copyOf(whole, n));
            String at = "prefix of " + n + " bytes";
            DataException refused = assertThrows(DataException.class, () -> reader.accept(file), at);
            names(file, refused, at);
        }
    }

    /** The whole reads, and is refused with one more byte at its end. */
    static void trailingByte(byte[] whole, Path file, Consumer<Path> reader) {
        write(file, whole);
        reader.accept(file);
        write(file, Arrays.copyOf(whole, whole.length + 1));
        names(file, assertThrows(DataException.class, () -> reader.accept(file)), "trailing byte");
    }

    /** Flips each bit of the first bytes: only a DataException may escape. Returns how many flips were refused. */
    static int bitFlips(byte[] whole, int firstBytes, Path file, Consumer<Path> reader) {
        int refused = 0;
        for (int bit = 0; bit < 8 * Math.min(firstBytes, whole.length); bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            write(file, flipped);
            try {
                reader.accept(file);
            } catch (DataException e) {
                names(file, e, "bit " + bit);
                refused++;
            }
        }
        return refused;
    }

    /** The message of the refusal must contain every one of {@code words}. */
    static void refused(Path file, Consumer<Path> reader, String... words) {
        DataException e = assertThrows(DataException.class, () -> reader.accept(file), String.join(" ", words));
        names(file, e, "");
        for (String word : words) {
            assertTrue(e.getMessage().contains(word), () -> "no '" + word + "' in: " + e.getMessage());
        }
    }

    static void write(Path file, byte[] bytes) {
        // Emptying a file first, thousands of times, is slow on common file systems.
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            out.write(ByteBuffer.wrap(bytes));
            out.truncate(bytes.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream packed = new GZIPOutputStream(out)) {
            packed.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void names(Path file, DataException e, String at) {
        assertTrue(
                e.getMessage().contains(file.getFileName().toString()),
                () -> at + ": the file is not named in: " + e.getMessage());
    }
}
