package dev.lethe.report;

import java.util.function.IntFunction;

/**
 * A column of a table that is written to a file.
 *
 * @param whole whether it holds integers of 32 bits; otherwise numbers of 32 bits
 * @param optional whether values may be missing
 * @param at the value in a row, from 0: {@link Integer} or {@link Float}, null if missing
 */
record Column(String name, boolean whole, boolean optional, IntFunction<Number> at) {
    static Column of(String name, int[] values) {
        return new Column(name, true, false, i -> values[i]);
    }

    static Column of(String name, float[] values) {
        return new Column(name, false, false, i -> values[i]);
    }

    /** A column where values below 0 stand for missing ones. */
    static Column fromZero(String name, int[] values) {
        return new Column(name, true, true, i -> values[i] < 0 ? null : (Integer) values[i]);
    }
}
