package dev.lethe.data.strokes;

import dev.lethe.RandomStream;

/**
 * The way one image is written: a random affine map and a random smooth displacement, from the box of a glyph to
 * pixels.
 *
 * <p>The displacement follows the elastic distortions of Simard, Steinkraus and Platt, "Best practices for convolutional
 * neural networks applied to visual document analysis", 2003; here it is a coarse grid of random vectors, interpolated
 * smoothly, and it moves the points of the strokes instead of pixels.
 */
final class Hand {
    private static final int GRID = 4;
    private static final double CELL = (double) Strokes.SIDE / (GRID - 1);

    private final double xx;
    private final double xy;
    private final double yx;
    private final double yy;
    private final double shiftX;
    private final double shiftY;
    private final double[] dx = new double[GRID * GRID];
    private final double[] dy = new double[GRID * GRID];

    Hand(RandomStream random) {
        double angle = clamped(random, 0.13, 0.35); // radians
        double shear = clamped(random, 0.18, 0.5);
        double height = random.uniform(14.5, 21) / Glyphs.HEIGHT; // pixels per unit
        double width = height * random.uniform(0.75, 1.25);
        double cos = StrictMath.cos(angle);
        double sin = StrictMath.sin(angle);
        // Scale, then slant (x grows towards the top), then rotate.
        xx = cos * width;
        xy = -cos * shear * height - sin * height;
        yx = sin * width;
        yy = -sin * shear * height + cos * height;
        shiftX = (Strokes.SIDE - 1) / 2.0 + clamped(random, 1.1, 2.5);
        shiftY = (Strokes.SIDE - 1) / 2.0 + clamped(random, 1.1, 2.5);
        double strength = random.uniform(0.3, 1.3); // pixels
        for (int i = 0; i < dx.length; i++) {
            dx[i] = strength * random.normal();
            dy[i] = strength * random.normal();
        }
    }

    /** Puts the pixel coordinates of the point (x, y) of a glyph at {@code out[at]} and {@code out[at + 1]}. */
    void place(double x, double y, double[] out, int at) {
        double u = x - Glyphs.WIDTH / 2;
        double v = y - Glyphs.HEIGHT / 2;
        double px = xx * u + xy * v + shiftX;
        double py = yx * u + yy * v + shiftY;
        out[at] = px + displacement(dx, px, py);
        out[at + 1] = py + displacement(dy, px, py);
    }

    private static double displacement(double[] grid, double px, double py) {
        double gx = Math.max(0, Math.min(GRID - 1, px / CELL));
        double gy = Math.max(0, Math.min(GRID - 1, py / CELL));
        int column = Math.min(GRID - 2, (int) gx);
        int row = Math.min(GRID - 2, (int) gy);
        double s = smooth(gx - column);
        double t = smooth(gy - row);
        int at = row * GRID + column;
        double top = grid[at] + s * (grid[at + 1] - grid[at]);
        double bottom = grid[at + GRID] + s * (grid[at + GRID + 1] - grid[at + GRID]);
        return top + t * (bottom - top);
    }

    private static double smooth(double t) {
        return t * t * (3 - 2 * t);
    }

    private static double clamped(RandomStream random, double deviation, double most) {
        return Math.max(-most, Math.min(most, deviation * random.normal()));
    }
}
