package dev.lethe.data.strokes;

import java.util.ArrayList;
import java.util.List;

/**
 * The digits as pen strokes: for each one several ways of writing it.
 *
 * <p>A path is written as in SVG with absolute coordinates: M begins a stroke, L draws a line, C a cubic Bezier curve.
 * The box is 66 wide and 100 high, y downwards.
 */
final class Glyphs {
    /** A stroke: points (x, y), the first one where the pen sets down, then three for each cubic curve. */
    record Stroke(double[] points) {}

    static final double WIDTH = 66;
    static final double HEIGHT = 100;

    private static final String[][] PATHS = {
        {
            "M 36 2 C 12 0 2 28 3 52 C 4 80 16 99 34 98 C 54 97 64 72 63 46 C 62 20 50 3 36 2",
            "M 46 10 C 26 -6 2 20 3 54 C 4 84 18 100 36 97 C 58 93 66 66 62 40 C 58 14 42 -2 26 8",
            "M 30 2 C 52 -4 64 24 63 50 C 62 80 50 99 32 98 C 12 97 2 74 3 48 C 4 22 16 6 34 4",
        },
        {
            "M 34 0 C 34 30 33 65 32 100",
            "M 14 24 C 24 18 32 10 38 0 C 37 30 36 65 36 100",
            "M 14 24 C 24 18 32 10 36 0 C 36 30 35 65 35 100 M 12 99 C 26 100 44 99 58 98",
        },
        {
            "M 6 22 C 10 2 32 -4 48 6 C 66 18 58 42 44 58 C 32 72 16 86 4 98 L 64 96",
            "M 8 20 C 14 0 44 -6 54 14 C 62 34 44 62 24 84 C 10 98 0 92 6 82 C 12 72 26 82 36 92 C 46 100 56 100 66 92",
            "M 4 14 C 20 -4 58 -6 58 22 C 58 48 26 72 6 98 C 24 94 44 94 64 98",
        },
        {
            "M 8 12 C 18 -2 48 -6 56 14 C 62 34 42 46 24 48 C 48 48 66 60 62 80 C 56 102 20 104 4 88",
            "M 8 4 L 58 2 L 30 40 C 54 40 66 58 62 76 C 56 100 22 104 4 88",
            "M 4 6 C 28 -4 58 0 54 22 C 50 40 36 44 30 48 C 24 54 40 46 54 60 C 72 84 36 104 2 96",
        },
        {
            "M 14 2 C 10 22 6 40 4 58 L 64 54 M 48 10 C 46 40 44 70 42 100",
            "M 46 0 C 32 22 18 44 2 66 L 66 64 M 46 0 C 46 30 44 70 44 100",
            "M 10 4 C 6 30 4 48 16 54 C 28 58 46 54 54 44 M 56 2 C 54 40 52 70 46 100",
        },
        {
            "M 16 4 L 12 44 C 30 32 62 38 62 68 C 62 98 22 106 4 90 M 16 4 L 60 2",
            "M 60 4 L 18 4 C 16 20 14 32 12 46 C 36 34 62 44 60 70 C 58 98 24 104 4 92",
            "M 62 2 C 46 6 32 4 22 4 C 14 18 12 30 16 42 C 24 50 58 48 60 72 C 60 96 26 102 2 96",
        },
        {
            "M 50 2 C 26 14 4 44 4 72 C 4 98 26 102 42 96 C 62 88 64 62 46 54 C 28 48 10 60 6 78",
            "M 40 0 C 20 26 6 52 6 74 C 6 104 60 104 60 74 C 60 48 18 46 8 76",
            "M 34 0 C 12 28 2 60 10 82 C 18 104 48 102 54 82 C 60 62 34 54 14 72",
        },
        {
            "M 4 4 L 62 2 C 48 34 34 66 26 100",
            "M 4 4 L 62 2 C 50 34 36 66 28 100 M 16 52 L 58 48",
            "M 6 20 L 6 4 C 26 6 44 4 62 2 C 44 34 34 66 32 100",
        },
        {
            "M 54 14 C 44 -6 10 -2 10 22 C 10 46 60 52 60 78 C 60 104 6 104 6 78 C 6 54 58 44 56 16",
            "M 33 0 C 6 0 6 46 33 46 C 60 46 60 0 33 0 M 33 46 C -4 46 -4 100 33 100 C 70 100 70 46 33 46",
            "M 58 8 C 30 -8 4 6 10 24 C 16 44 62 56 58 82 C 54 104 2 106 6 78 C 10 54 46 44 60 4",
        },
        {
            "M 58 18 C 48 -6 6 -2 6 28 C 6 56 50 54 58 20 C 58 50 52 76 46 100",
            "M 58 24 C 58 -8 6 -8 6 26 C 6 56 52 54 58 24 C 62 60 56 100 12 98",
            "M 52 8 C 30 -6 4 8 8 30 C 12 54 50 48 56 8 C 58 40 58 70 56 100",
        },
    };

    private static final List<List<List<Stroke>>> GLYPHS = parse();

    private Glyphs() {}

    /** The ways of writing a digit, each a list of strokes. */
    static List<List<Stroke>> of(int digit) {
        return GLYPHS.get(digit);
    }

    private static List<List<List<Stroke>>> parse() {
        List<List<List<Stroke>>> glyphs = new ArrayList<>();
        for (String[] variants : PATHS) {
            List<List<Stroke>> parsed = new ArrayList<>();
            for (String path : variants) {
                parsed.add(strokes(path));
            }
            glyphs.add(List.copyOf(parsed));
        }
        return List.copyOf(glyphs);
    }

    private static List<Stroke> strokes(String path) {
        List<Stroke> strokes = new ArrayList<>();
        for (String one : path.substring(1).split("M")) {
            List<Double> points = new ArrayList<>();
            String[] words = one.strip().split(" ");
            for (int i = 0; i < words.length; ) {
                if (words[i].equals("L")) {
                    line(points, Double.parseDouble(words[i + 1]), Double.parseDouble(words[i + 2]));
                    i += 3;
                } else if (words[i].equals("C")) {
                    i++;
                } else {
                    points.add(Double.parseDouble(words[i++]));
                }
            }
            strokes.add(
                    new Stroke(points.stream().mapToDouble(Double::doubleValue).toArray()));
        }
        return List.copyOf(strokes);
    }

    /** A line is a cubic curve whose control points stand at its thirds. */
    private static void line(List<Double> points, double x, double y) {
        double x0 = points.get(points.size() - 2);
        double y0 = points.get(points.size() - 1);
        for (int third = 1; third <= 3; third++) {
            points.add(x0 + (x - x0) * third / 3);
            points.add(y0 + (y - y0) * third / 3);
        }
    }
}
