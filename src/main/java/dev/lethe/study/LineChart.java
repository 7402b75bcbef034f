package dev.lethe.study;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Curves over one axis. */
public final class LineChart {
    /** How the axis is divided. */
    public enum Axis {
        LINEAR,
        /** Logarithmic; every x must be positive. */
        LOGARITHMIC
    }

    private final String title;
    private final String note;
    private final String xName;
    private final Axis axis;
    private final boolean fraction;
    private final double[] x;
    private final Map<String, double[]> series = new LinkedHashMap<>();

    /**
     * @param note what is shown, and which way is better; may be empty
     * @param xName what x counts, such as {@code epoch}
     * @param fraction whether values are fractions from 0 to 1
     * @param x increasing
     */
    public LineChart(String title, String note, String xName, Axis axis, boolean fraction, double[] x) {
        this.title = title;
        this.note = note;
        this.xName = xName;
        this.axis = axis;
        this.fraction = fraction;
        this.x = x.clone();
        for (int i = 0; i < x.length; i++) {
            boolean fits = Double.isFinite(x[i]) && (i == 0 || x[i] > x[i - 1]) && (axis == Axis.LINEAR || x[i] > 0);
            if (!fits) {
                throw new IllegalArgumentException("chart '" + title + "': x[" + i + "] = " + x[i] + " is not "
                        + (axis == Axis.LINEAR ? "" : "positive and ") + "more than the one before");
            }
        }
    }

    /**
     * @param name charts of a section that all have the same names share one legend
     * @param y one for each x; NaN where there is none
     * @return this chart
     */
    public LineChart line(String name, double... y) {
        if (y.length != x.length) {
            throw new IllegalArgumentException(
                    "chart '" + title + "' has " + x.length + " x, and line '" + name + "' has " + y.length);
        }
        if (series.putIfAbsent(name, y.clone()) != null) {
            throw new IllegalArgumentException("chart '" + title + "' has a line '" + name + "' already");
        }
        return this;
    }

    public String title() {
        return title;
    }

    public String note() {
        return note;
    }

    public String xName() {
        return xName;
    }

    public Axis axis() {
        return axis;
    }

    public boolean fraction() {
        return fraction;
    }

    public double[] x() {
        return x.clone();
    }

    /** The curves by name, in the order they were added. */
    public Map<String, double[]> series() {
        return Collections.unmodifiableMap(series);
    }
}
