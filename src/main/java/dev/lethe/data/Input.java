package dev.lethe.data;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.GZIPInputStream;

/**
 * Bytes of a file in order, unpacked if gzipped, that never asks for more memory than the file can fill.
 *
 * <p>Every failure is a {@link DataException} naming the file and the field that was being read.
 */
final class Input implements Closeable {
    /** Deflate cannot expand by more than this. */
    private static final long MOST_EXPANSION = 1032;

    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

    private final InputStream in;
    private final String name;
    private long left;

    private Input(InputStream in, String name, long left) {
        this.in = in;
        this.name = name;
        this.left = left;
    }

    /** The content of a file as it is. */
    static Input plain(Path file) {
        return open(file, false);
    }

    /** The content of a file, unpacked if its first two bytes are those of gzip. */
    static Input open(Path file) {
        return open(file, true);
    }

    private static Input open(Path file, boolean unpack) {
        try {
            boolean gzip = unpack && isGzip(file);
            long size = Files.size(file);
            InputStream raw = Files.newInputStream(file);
            try {
                return gzip ? unpacked(raw, file.toString(), size) : new Input(buffered(raw), file.toString(), size);
            } catch (IOException e) {
                raw.close();
                throw e;
            }
        } catch (NoSuchFileException e) {
            throw new DataException(file + ": no such file", e);
        } catch (IOException e) {
            throw new DataException(file + ": " + reason(e), e);
        }
    }

    private static boolean isGzip(Path file) throws IOException {
        try (InputStream head = Files.newInputStream(file)) {
            byte[] magic = head.readNBytes(2);
            return magic.length == 2 && magic[0] == (byte) 0x1F && magic[1] == (byte) 0x8B;
        }
    }

    private static Input unpacked(InputStream raw, String name, long size) throws IOException {
        return new Input(new GZIPInputStream(raw, 1 << 16), name, size * MOST_EXPANSION);
    }

    private static InputStream buffered(InputStream raw) {
        return new BufferedInputStream(raw, 1 << 16);
    }

    /**
     * An entry of an archive.
     *
     * @param packed bytes it takes in the archive
     * @param size bytes that the archive says it has unpacked, or -1
     */
    static Input entry(InputStream in, String name, long packed, long size) {
        long most = packed < 0 ? Long.MAX_VALUE : Math.max(packed, packed * MOST_EXPANSION);
        InputStream checked = new CheckedInputStream(in, new CRC32());
        return new Input(checked, name, size < 0 ? most : Math.min(most, size));
    }

    String name() {
        return name;
    }

    /** At most this many bytes are still to come; exact for a plain file. */
    long left() {
        return left;
    }

    /** Fills {@code into[from..from+n)}. */
    void read(byte[] into, int from, int n, String field) {
        int got;
        try {
            got = in.readNBytes(into, from, n);
        } catch (IOException e) {
            throw new DataException(name + ": " + field + ": " + reason(e), e);
        }
        left -= got;
        if (got < n) {
            throw truncated(field, n, got);
        }
    }

    /** The next {@code n} bytes in an array of their own. */
    byte[] bytes(long n, String field) {
        byte[] all = new byte[reserve(n, 1, 1, field)];
        read(all, 0, all.length, field);
        return all;
    }

    /** All that is left, if that is at most {@code most} bytes. */
    byte[] rest(int most, String field) {
        byte[] all;
        try {
            all = in.readNBytes((int) Math.min(left, most));
            left -= all.length;
        } catch (IOException e) {
            throw new DataException(name + ": " + field + ": " + reason(e), e);
        }
        end(field + " of at most " + most + " bytes");
        return all;
    }

    /** A 32-bit big-endian integer. */
    int bigEndian(String field) {
        byte[] b = bytes(4, field);
        return b[0] << 24 | (b[1] & 0xFF) << 16 | (b[2] & 0xFF) << 8 | b[3] & 0xFF;
    }

    /**
     * Refuses {@code count} elements that the rest of the file cannot hold, or that fit no array or not the heap.
     *
     * @param stored bytes of an element in the file
     * @param held bytes of an element in memory
     */
    int reserve(long count, int stored, int held, String field) {
        if (count < 0 || count > LARGEST_ARRAY) {
            throw new DataException(
                    name + ": " + field + " has " + count + " elements; at most " + LARGEST_ARRAY + " fit in an array");
        }
        if (count * stored > left) {
            throw truncated(field, count * stored, left);
        }
        long heap = Runtime.getRuntime().maxMemory();
        if (count * held > heap) {
            throw new DataException(name + ": " + field + " needs " + count * held + " bytes, the heap has " + heap
                    + "; raise -Xmx (LETHE_HEAP for the lethe script)");
        }
        return (int) count;
    }

    /** Refuses bytes after the last field; for gzip, checks its checksum on the way. */
    void end(String lastField) {
        try {
            if (in.read() >= 0) {
                throw new DataException(name + ": bytes left over after " + lastField);
            }
        } catch (IOException e) {
            throw new DataException(name + ": after " + lastField + ": " + reason(e), e);
        }
    }

    /** Refuses content whose CRC-32 is not {@code wanted}; only for an entry of an archive that was read to its end. */
    void checksum(long wanted) {
        long got = ((CheckedInputStream) in).getChecksum().getValue();
        if (got != wanted) {
            throw wrong("CRC-32", Long.toHexString(got), "the archive says " + Long.toHexString(wanted));
        }
    }

    DataException wrong(String field, Object value, String allowed) {
        return new DataException(name + ": " + field + " is " + value + "; " + allowed);
    }

    private DataException truncated(String field, long wanted, long got) {
        return new DataException(
                name + ": truncated in " + field + ": " + wanted + " bytes expected, " + got + " at most there");
    }

    static String reason(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw new DataException(name + ": " + reason(e), e);
        }
    }
}
