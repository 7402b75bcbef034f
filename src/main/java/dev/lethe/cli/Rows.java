package dev.lethe.cli;

import java.util.LinkedHashSet;
import java.util.Set;

/** Numbers of examples as people write them: {@code 0-99}, {@code 3,7,20-29}. */
final class Rows {
    static final String ALLOWED = "numbers from 0 and ranges, such as 0-99 or 3,7,20-29";

    private Rows() {}

    /**
     * The numbers in the order given.
     *
     * @param option for messages
     * @param size how many examples there are
     * @throws IllegalArgumentException naming a part that is not understood, comes twice, or is no example
     */
    static int[] parse(String option, String text, int size) {
        Set<Integer> all = new LinkedHashSet<>();
        for (String part : text.split(",", -1)) {
            String[] ends = part.trim().split("-", -1);
            int from = number(option, text, part, ends[0]);
            int to = ends.length == 1 ? from : number(option, text, part, ends[1]);
            if (ends.length > 2 || to < from) {
                throw bad(option, text, part);
            }
            if (to >= size) {
                throw new IllegalArgumentException(
                        option + " " + text + ": there are " + size + " examples, so 0-" + (size - 1) + " is allowed");
            }
            for (int i = from; i <= to; i++) {
                if (!all.add(i)) {
                    throw new IllegalArgumentException(option + " " + text + ": " + i + " comes twice");
                }
            }
        }
        return all.stream().mapToInt(Integer::intValue).toArray();
    }

    private static int number(String option, String text, String part, String digits) {
        if (!digits.matches("[0-9]{1,9}")) {
            throw bad(option, text, part);
        }
        return Integer.parseInt(digits);
    }

    private static IllegalArgumentException bad(String option, String text, String part) {
        return new IllegalArgumentException(
                option + " " + text + ": '" + part + "' is not understood; allowed: " + ALLOWED);
    }
}
