package dev.lethe.data;

import dev.lethe.Shape;
import java.util.Arrays;

/** Extents claimed by a file, turned into a shape only if no product of them overflows. */
final class Extents {
    private Extents() {}

    /**
     * @param extents none negative
     * @param bytes stored bytes per element
     */
    static Shape shape(long[] extents, int bytes, Input in, String what) {
        int[] dims = new int[extents.length];
        long size = bytes;
        for (int i = 0; i < dims.length; i++) {
            // A zero elsewhere must not hide an absurd extent, so it counts as one here.
            long extent = Math.max(1, extents[i]);
            if (extents[i] > Integer.MAX_VALUE || size > Long.MAX_VALUE / extent) {
                throw in.wrong(what + " shape", Arrays.toString(extents), "it has too many elements");
            }
            size *= extent;
            dims[i] = (int) extents[i];
        }
        return Shape.of(dims);
    }
}
