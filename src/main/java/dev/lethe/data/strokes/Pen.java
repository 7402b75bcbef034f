package dev.lethe.data.strokes;

import java.util.Arrays;

/** Draws lines on one image, anti-aliased by the distance of each pixel's centre to the line. */
final class Pen {
    private static final int SIDE = Strokes.SIDE;

    private final double[] depth = new double[SIDE * SIDE]; // pixels inside the edge of the ink; negative outside

    void clear() {
        Arrays.fill(depth, -1);
    }

    /** Inks the points within {@code radius} pixels of the line from (x0, y0) to (x1, y1). */
    void line(double x0, double y0, double x1, double y1, double radius) {
        double reach = radius + 1;
        int left = Math.max(0, (int) Math.floor(Math.min(x0, x1) - reach));
        int right = Math.min(SIDE - 1, (int) Math.ceil(Math.max(x0, x1) + reach));
        int top = Math.max(0, (int) Math.floor(Math.min(y0, y1) - reach));
        int bottom = Math.min(SIDE - 1, (int) Math.ceil(Math.max(y0, y1) + reach));
        double dx = x1 - x0;
        double dy = y1 - y0;
        double length = dx * dx + dy * dy;
        for (int y = top; y <= bottom; y++) {
            for (int x = left; x <= right; x++) {
                double ux = x - x0;
                double uy = y - y0;
                double t = length == 0 ? 0 : Math.max(0, Math.min(1, (ux * dx + uy * dy) / length));
                double ex = ux - t * dx;
                double ey = uy - t * dy;
                double inside = radius - Math.sqrt(ex * ex + ey * ey);
                if (inside > depth[y * SIDE + x]) {
                    depth[y * SIDE + x] = inside;
                }
            }
        }
    }

    /**
     * Writes the image to {@code pixels[at..]}.
     *
     * @param softness pixels from the inner to the outer rim of the edge
     * @param darkness value of full ink, 0..255
     */
    void finish(double softness, double darkness, byte[] pixels, int at) {
        for (int i = 0; i < depth.length; i++) {
            double ink = Math.max(0, Math.min(1, 0.5 + depth[i] / softness));
            pixels[at + i] = (byte) (int) (darkness * ink + 0.5);
        }
    }
}
