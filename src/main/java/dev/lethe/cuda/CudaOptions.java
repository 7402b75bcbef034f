package dev.lethe.cuda;

import dev.lethe.Arena;
import java.util.Locale;

/**
 * What follows the colon in a device's name: {@code INDEX or UUID}, then {@code memory=BYTES} and {@code math=MODE},
 * apart by commas, each of them optional.
 *
 * @param device an index such as 0, a UUID such as GPU-8f2c..., or an empty string for the first device
 * @param memory the most bytes that its arenas may hold together, as a number with k, m or g (of 1024)
 * @param math what matrix products are computed in
 * @param images which images of kernels to load: only the emulated driver has a choice
 */
record CudaOptions(String device, long memory, MatrixMath math, Images images) {
    /** The kernels' machine code. */
    enum Images {
        /** For a GPU. */
        FATBIN,
        /** For the emulated driver, quick. */
        FAST,
        /** For the emulated driver, with every access to memory checked. */
        STRICT
    }

    static CudaOptions parse(String kind, String option, Images images) {
        String device = null;
        long memory = Arena.UNLIMITED;
        MatrixMath math = null;
        for (String part : option.isEmpty() ? new String[0] : option.split(",", -1)) {
            String where = "device '" + kind + ":" + option + "': ";
            if (part.startsWith("memory=") && memory == Arena.UNLIMITED) {
                memory = bytes(where, part.substring(7));
            } else if (part.startsWith("math=") && math == null) {
                math = MatrixMath.named(where, part.substring(5));
            } else if (images != Images.FATBIN && (part.equals("fast") || part.equals("strict"))) {
                images = Images.valueOf(part.toUpperCase(Locale.ROOT));
            } else if (device == null && (part.matches("\\d{1,4}") || part.startsWith("GPU-"))) {
                device = part;
            } else {
                throw new IllegalArgumentException(
                        where + "'" + part + "' is none of these, or given twice: a device's index, its UUID"
                                + " (GPU-...), memory=BYTES, math=float32|tf32|bf16"
                                + (images == Images.FATBIN ? "" : ", fast, strict"));
            }
        }
        return new CudaOptions(device == null ? "" : device, memory, math == null ? MatrixMath.FLOAT32 : math, images);
    }

    /** The options that a device's name ends with, so that it opens the same again. */
    String suffix() {
        return (memory == Arena.UNLIMITED ? "" : ",memory=" + memory)
                + (math == MatrixMath.FLOAT32 ? "" : ",math=" + math.word())
                + (images == Images.STRICT ? ",strict" : "");
    }

    private static long bytes(String where, String text) {
        String digits = text.replaceAll("[kmgKMG]$", "");
        int shift = digits.length() == text.length()
                ? 0
                : 10 * (1 + "kmg".indexOf(Character.toLowerCase(text.charAt(text.length() - 1))));
        if (!digits.matches("\\d{1,9}|\\d{10,15}") || (shift > 0 && digits.length() > 9)) {
            throw new IllegalArgumentException(
                    where + "memory=" + text + ": a number of bytes is expected, such as 8g or 500m");
        }
        long value = Long.parseLong(digits) << shift;
        if (value <= 0) {
            throw new IllegalArgumentException(where + "memory=" + text + ": more than nothing is expected");
        }
        return value;
    }
}
