package dev.lethe.privacy;

import java.util.ArrayList;
import java.util.List;

/**
 * The noisy steps of a run, one after the other; they may differ, and a later one may depend on what earlier ones gave.
 *
 * @param parts equal steps and how many there are of them
 */
public record Composition(List<Part> parts) {
    /**
     * Equal steps.
     *
     * @param step what each of them does
     * @param times how many, 0 or more
     */
    public record Part(SampledGaussian step, long times) {
        /** @throws IllegalArgumentException if there are fewer than 0 */
        public Part {
            if (times < 0) {
                throw new IllegalArgumentException(times + " steps: 0 or more is allowed");
            }
        }
    }

    /** A copy of the list is kept, without parts that have no steps. */
    public Composition {
        parts = parts.stream().filter(p -> p.times() > 0).toList();
    }

    /**
     * {@code times} equal steps.
     *
     * @throws IllegalArgumentException if there are fewer than 0
     */
    public static Composition of(SampledGaussian step, long times) {
        return new Composition(List.of(new Part(step, times)));
    }

    /** These steps and {@code times} others after them. */
    public Composition then(SampledGaussian step, long times) {
        List<Part> all = new ArrayList<>(parts);
        all.add(new Part(step, times));
        return new Composition(all);
    }

    /** How many steps there are. */
    public long steps() {
        return parts.stream().mapToLong(Part::times).sum();
    }

    /** Whether no step looks at an example. */
    boolean touchesNothing() {
        return parts.stream().allMatch(p -> p.step().samplingRate() == 0);
    }

    /** (order - 1) times the Renyi divergence of all steps together, which adds up (Mironov, 2017, proposition 1). */
    double logMoment(double order) {
        double sum = 0;
        for (Part part : parts) {
            sum += part.times() * part.step().logMoment(order);
        }
        return sum;
    }
}
