package dev.lethe.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Labels and other per-example integers: checked, named, picked by row. */
final class Labels {
    /** A label beyond this is taken for a mistake rather than paid for in memory. */
    static final int MOST_CLASSES = 1 << 20;

    private Labels() {}

    static int[] check(int[] labels, int classes) {
        if (labels.length == 0) {
            throw new IllegalArgumentException("a data set needs at least one example");
        }
        if (classes < 1 || classes > MOST_CLASSES) {
            throw new IllegalArgumentException(classes + " classes; 1.." + MOST_CLASSES + " are allowed");
        }
        int[] copy = labels.clone();
        for (int i = 0; i < copy.length; i++) {
            if (copy[i] < 0 || copy[i] >= classes) {
                throw new IllegalArgumentException(
                        "label " + copy[i] + " of example " + i + " is not in 0.." + (classes - 1));
            }
        }
        return copy;
    }

    static List<String> names(List<String> classNames, int classes) {
        if (classNames == null) {
            List<String> numbers = new ArrayList<>();
            for (int k = 0; k < classes; k++) {
                numbers.add(Integer.toString(k));
            }
            return List.copyOf(numbers);
        }
        if (classNames.size() != classes) {
            throw new IllegalArgumentException(classNames.size() + " class names for " + classes + " classes");
        }
        return List.copyOf(classNames);
    }

    static int[] counts(int[] labels, int classes) {
        int[] counts = new int[classes];
        for (int y : labels) {
            counts[y]++;
        }
        return counts;
    }

    static int[] upTo(int n) {
        int[] numbers = new int[n];
        Arrays.setAll(numbers, i -> i);
        return numbers;
    }

    static int[] at(int[] values, int[] rows) {
        int[] picked = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            picked[i] = values[rows[i]];
        }
        return picked;
    }
}
