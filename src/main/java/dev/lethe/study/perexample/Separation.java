package dev.lethe.study.perexample;

import dev.lethe.measure.RankingMeasures;
import dev.lethe.study.LineChart;
import dev.lethe.study.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** How well scores put wrong labels before right ones, epoch by epoch. */
final class Separation {
    private final boolean[] wrong;
    private final int planted;
    private final int[] epochs;
    private final Map<String, double[]> areas = new LinkedHashMap<>();
    private final Map<String, double[]> precisions = new LinkedHashMap<>();

    /**
     * @param wrong for each training example, whether its given label is; both kinds must be there
     * @param epochs rising
     */
    Separation(boolean[] wrong, int[] epochs) {
        this.wrong = wrong;
        this.epochs = epochs;
        planted = (int) IntStream.range(0, wrong.length).filter(i -> wrong[i]).count();
    }

    int[] epochs() {
        return epochs;
    }

    /** How many labels are wrong. */
    int planted() {
        return planted;
    }

    /** How many labels there are. */
    int examples() {
        return wrong.length;
    }

    boolean has(int epoch) {
        return Arrays.binarySearch(epochs, epoch) >= 0;
    }

    /** Takes the values of a score after an epoch; higher ones make a label more suspicious. Those that are NaN are last. */
    void add(String score, int epoch, double[] values) {
        double[] ranked = Arrays.stream(values)
                .map(v -> Double.isNaN(v) ? Double.NEGATIVE_INFINITY : v)
                .toArray();
        int at = Arrays.binarySearch(epochs, epoch);
        column(areas, score)[at] = RankingMeasures.areaUnderCurve(ranked, wrong);
        column(precisions, score)[at] = RankingMeasures.precisionAt(planted, ranked, wrong);
    }

    private double[] column(Map<String, double[]> of, String score) {
        return of.computeIfAbsent(score, s -> {
            double[] none = new double[epochs.length];
            Arrays.fill(none, Double.NaN);
            return none;
        });
    }

    /** Area under the ROC curve after the last epoch. */
    double last(String score) {
        return areas.get(score)[epochs.length - 1];
    }

    /** The largest area of all epochs. */
    double best(String score) {
        return areas.get(score)[bestAt(score)];
    }

    private int bestAt(String score) {
        double[] area = areas.get(score);
        int best = 0;
        for (int e = 1; e < area.length; e++) {
            best = area[e] > area[best] ? e : best;
        }
        return best;
    }

    /** A row for each score: the area after some of the epochs, and what is best. */
    Table table() {
        int[] shown = IntStream.range(0, epochs.length)
                .filter(e -> Integer.bitCount(epochs[e]) == 1 || e == epochs.length - 1)
                .toArray();
        List<String> columns = new ArrayList<>(List.of("score"));
        for (int e : shown) {
            columns.add("epoch " + epochs[e]);
        }
        columns.addAll(List.of("best", "at epoch", "precision there", "precision, last"));
        Table table =
                new Table("Area under the ROC curve, and precision at " + planted, columns.toArray(String[]::new));
        areas.forEach((score, area) -> {
            int best = bestAt(score);
            List<Object> row = new ArrayList<>(List.of(score));
            for (int e : shown) {
                row.add(area[e]);
            }
            double[] precision = precisions.get(score);
            row.addAll(List.of(area[best], epochs[best], precision[best], precision[epochs.length - 1]));
            table.row(row.toArray());
        });
        return table;
    }

    /** The area of each score over the epochs. */
    LineChart chart() {
        LineChart chart = new LineChart(
                "Area under the ROC curve",
                "chance that a wrong label has a higher score than a right one; 0.5 is no better than dice",
                "epoch",
                LineChart.Axis.LOGARITHMIC,
                true,
                Arrays.stream(epochs).asDoubleStream().toArray());
        areas.forEach(chart::line);
        return chart;
    }
}
