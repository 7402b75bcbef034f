package dev.lethe.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was tracked of every training example, epoch by epoch.
 *
 * @param epoch the epochs that were tracked, from 1, ascending
 * @param index position of each example in the data set as it was loaded
 * @param given the label that was trained on
 * @param trueLabel the label before noise; null if unknown
 * @param values by the name of a quantity, {@link Tracking.Quantity#label}: (epochs, examples)
 */
public record TrackingTable(int[] epoch, int[] index, int[] given, int[] trueLabel, Map<String, float[][]> values) {
    /**
     * Checks that the parts belong together.
     *
     * @throws IllegalArgumentException naming the part that does not
     */
    public TrackingTable {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        check("given", given.length, index.length, "examples");
        if (trueLabel != null) {
            check("trueLabel", trueLabel.length, index.length, "examples");
        }
        for (Map.Entry<String, float[][]> e : values.entrySet()) {
            check(e.getKey(), e.getValue().length, epoch.length, "epochs");
            for (float[] row : e.getValue()) {
                check(e.getKey(), row.length, index.length, "examples");
            }
        }
    }

    private static void check(String name, int length, int expected, String of) {
        if (length != expected) {
            throw new IllegalArgumentException("tracked " + name + " has " + length + " " + of + ", not " + expected);
        }
    }
}
