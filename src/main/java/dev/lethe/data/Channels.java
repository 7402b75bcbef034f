package dev.lethe.data;

/** The order in which the channels of images are stored. */
final class Channels {
    private Channels() {}

    /** (n, area, c) as (n, c, area). */
    static byte[] first(byte[] last, int area, int c) {
        byte[] first = new byte[last.length];
        int image = area * c;
        for (int start = 0; start < last.length; start += image) {
            for (int p = 0; p < area; p++) {
                for (int k = 0; k < c; k++) {
                    first[start + k * area + p] = last[start + p * c + k];
                }
            }
        }
        return first;
    }
}
