package dev.lethe.data.noise;

import dev.lethe.data.Dataset;

/** The labels as they are. */
public record NoNoise() implements LabelNoise {
    @Override
    public int[] apply(Dataset clean, long seed) {
        return clean.labels();
    }

    @Override
    public String toString() {
        return "none";
    }
}
