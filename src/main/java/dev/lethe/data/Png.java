package dev.lethe.data;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32;

/** The frame of a PNG file, which the decoder of the JDK does not check: chunks, their checksums and the end. */
final class Png {
    private static final long SIGNATURE = 0x89504E470D0A1A0AL;
    private static final int END = 0x49454E44; // IEND

    private Png() {}

    static boolean is(byte[] content) {
        return content.length >= 8 && ByteBuffer.wrap(content).getLong() == SIGNATURE;
    }

    /** Refuses a file that is truncated, goes on after its end, or has a chunk whose CRC-32 is wrong. */
    static void check(byte[] content, Path file) {
        ByteBuffer bytes = ByteBuffer.wrap(content);
        for (int at = 8, type = 0; type != END; ) {
            if (content.length - at < 12) {
                throw new DataException(file + ": truncated at byte " + content.length + ", before the end chunk");
            }
            int length = bytes.getInt(at);
            type = bytes.getInt(at + 4);
            if (length < 0 || length > content.length - at - 12) {
                throw new DataException(file + ": truncated: the chunk at byte " + at + " claims "
                        + Integer.toUnsignedString(length) + " bytes");
            }
            CRC32 crc = new CRC32();
            crc.update(content, at + 4, 4 + length);
            int claimed = bytes.getInt(at + 8 + length);
            if ((int) crc.getValue() != claimed) {
                throw new DataException(file + ": CRC-32 of the chunk at byte " + at + " is "
                        + Integer.toHexString((int) crc.getValue()) + "; the file says "
                        + Integer.toHexString(claimed));
            }
            at += 12 + length;
            if (type == END && at != content.length) {
                throw new DataException(file + ": bytes left over after the end chunk");
            }
        }
    }
}
