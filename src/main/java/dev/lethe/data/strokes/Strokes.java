package dev.lethe.data.strokes;

import dev.lethe.RandomStream;
import java.util.List;

/**
 * Drawn digits 0 to 9, white ink on black, 28x28 pixels, made from a seed.
 *
 * <p>Each image picks one way of writing its digit, moves the control points of its strokes a little, distorts the whole
 * by a random affine map and a smooth displacement, and draws it with a pen of random width. The same seed and part
 * give the same bytes on every JDK.
 *
 * @param pixels (n, 28, 28), 0 background to 255 full ink
 * @param labels (n), 0..9, each digit equally often or once more than others, in random order
 */
public record Strokes(byte[] pixels, int[] labels) {
    /** Height and width of an image. */
    public static final int SIDE = 28;

    /** Number of digits. */
    public static final int CLASSES = 10;

    /** The largest number of images that one call draws. */
    public static final int MOST = 1_000_000;

    private static final int STEPS = 8; // lines for each curve
    private static final double JITTER = 2.6; // deviation of a control point, in units of the glyph's box

    /**
     * Draws {@code n} images.
     *
     * @param n 1..{@link #MOST}
     * @param part images of different parts are independent
     */
    public static Strokes draw(int n, long seed, String part) {
        if (n < 1 || n > MOST) {
            throw new IllegalArgumentException(n + " images; 1.." + MOST + " can be drawn");
        }
        RandomStream random = new RandomStream(seed, "strokes/" + part);
        byte[] pixels = new byte[n * SIDE * SIDE];
        int[] labels = random.permutation(n);
        Pen pen = new Pen();
        for (int i = 0; i < n; i++) {
            labels[i] %= CLASSES;
            image(labels[i], random, pen, pixels, i * SIDE * SIDE);
        }
        return new Strokes(pixels, labels);
    }

    private static void image(int digit, RandomStream random, Pen pen, byte[] pixels, int at) {
        List<List<Glyphs.Stroke>> variants = Glyphs.of(digit);
        Hand hand = new Hand(random);
        double radius = random.uniform(0.75, 1.65);
        pen.clear();
        for (Glyphs.Stroke stroke : variants.get(random.below(variants.size()))) {
            double[] points = stroke.points().clone();
            for (int i = 0; i < points.length; i++) {
                points[i] += JITTER * random.normal();
            }
            double lift = random.uniform(0.75, 1.1); // the pen's width at the end of the stroke, relative
            trace(points, hand, pen, radius, radius * lift);
        }
        pen.finish(random.uniform(1, 1.8), random.uniform(215, 255), pixels, at);
    }

    private static void trace(double[] points, Hand hand, Pen pen, double first, double last) {
        int curves = (points.length / 2 - 1) / 3;
        double[] from = new double[2];
        double[] to = new double[2];
        hand.place(points[0], points[1], from, 0);
        for (int line = 1; line <= curves * STEPS; line++) {
            int p = 6 * ((line - 1) / STEPS);
            double t = ((line - 1) % STEPS + 1) / (double) STEPS;
            hand.place(bezier(points, p, t), bezier(points, p + 1, t), to, 0);
            double done = line / (double) (curves * STEPS);
            pen.line(from[0], from[1], to[0], to[1], first + done * (last - first));
            from[0] = to[0];
            from[1] = to[1];
        }
    }

    /** One coordinate of the cubic curve whose four points begin at {@code points[p]}. */
    private static double bezier(double[] points, int p, double t) {
        double s = 1 - t;
        return s * s * s * points[p]
                + 3 * s * s * t * points[p + 2]
                + 3 * s * t * t * points[p + 4]
                + t * t * t * points[p + 6];
    }
}
