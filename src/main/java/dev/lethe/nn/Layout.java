package dev.lethe.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.IntPredicate;

/** Where each parameter lies in the flat vectors: those that decay first, otherwise in the order of declaration. */
final class Layout {
    /** Parameters begin at multiples of this many floats, a cache line of a GPU. */
    static final int ALIGNMENT = 32;

    private final Parameter[] parameters;
    private final long[] starts;
    private final long decayed;
    private final long size;

    private Layout(List<Parameter> order, int decaying) {
        parameters = order.toArray(new Parameter[0]);
        starts = new long[parameters.length];
        long at = 0;
        long boundary = 0;
        for (int i = 0; i < parameters.length; i++) {
            starts[i] = at;
            at += aligned(parameters[i].shape().size());
            if (i < decaying) {
                boundary = at;
            }
        }
        decayed = boundary;
        size = at;
    }

    static Layout of(Collection<Parameter> declared) {
        List<Parameter> order = new ArrayList<>();
        for (Parameter p : declared) {
            if (p.shape().size() == 0) {
                throw new IllegalArgumentException("parameter " + p + " has no values");
            }
            if (p.decays()) {
                order.add(p);
            }
        }
        int decaying = order.size();
        for (Parameter p : declared) {
            if (!p.decays()) {
                order.add(p);
            }
        }
        return new Layout(order, decaying);
    }

    static long aligned(long size) {
        return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    int count() {
        return parameters.length;
    }

    long size() {
        return size;
    }

    long decayed() {
        return decayed;
    }

    Parameter parameter(int index) {
        return parameters[index];
    }

    long start(int index) {
        return starts[index];
    }

    int indexOf(Parameter p) {
        return Arrays.asList(parameters).indexOf(p);
    }

    /** Which parameter lies at {@code start}; a part of one or the whole vector is refused. */
    int indexOf(long start, long size) {
        int i = Arrays.binarySearch(starts, start);
        if (i < 0 || parameters[i].shape().size() != size) {
            throw new IllegalArgumentException("a view of " + size + " values at " + start
                    + " of a flat parameter vector is no whole parameter, and has no gradient of its own");
        }
        return i;
    }

    /** The gapless parts that hold the parameters chosen by index. */
    List<Parameters.Range> ranges(IntPredicate chosen) {
        List<Parameters.Range> parts = new ArrayList<>();
        for (int i = 0; i < parameters.length; ) {
            if (!chosen.test(i)) {
                i++;
                continue;
            }
            int from = i;
            boolean decays = parameters[i].decays();
            while (i < parameters.length && parameters[i].decays() == decays && chosen.test(i)) {
                i++;
            }
            long end = i == parameters.length ? size : starts[i];
            parts.add(new Parameters.Range(Math.toIntExact(starts[from]), Math.toIntExact(end), decays));
        }
        return parts;
    }
}
