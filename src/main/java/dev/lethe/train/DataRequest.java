package dev.lethe.train;

import dev.lethe.data.DataSpec;
import dev.lethe.data.Dataset;
import dev.lethe.data.Splits;
import dev.lethe.data.noise.LabelNoise;
import dev.lethe.data.noise.NoNoise;

/**
 * Which data to train on, and what to do to it first.
 *
 * @param data where it is, see {@link DataSpec}
 * @param noise what is done to the labels, see {@link LabelNoise}
 * @param trainSize examples to train on, the first ones of the source; 0 for all
 * @param validation held out, as a fraction of the training examples, in [0, 1). It is taken from the examples after
 *     the first {@code trainSize} where there are enough, so that all of those train; otherwise out of them
 * @param seed of noise, splits and generated data
 */
public record DataRequest(String data, String noise, int trainSize, double validation, long seed) {
    public DataRequest {
        if (trainSize < 0) {
            throw new IllegalArgumentException("a train size of " + trainSize + ": 0 (all) or more is allowed");
        }
        if (!(validation >= 0 && validation < 1)) {
            throw new IllegalArgumentException(
                    "a validation fraction of " + validation + ": from 0 to below 1 is allowed");
        }
    }

    /**
     * Loads, splits and applies the noise. Training and validation labels get the same kind of noise, drawn apart; test
     * labels get none.
     *
     * @throws IllegalArgumentException if a specification is not understood or asks for more examples than there are
     */
    public Parts load() {
        LabelNoise kind = LabelNoise.parse(noise);
        Splits source = DataSpec.load(data, seed);
        if (source.test() == null) {
            source = Splits.holdOut(source.train(), 0.2, seed);
        }
        Dataset all = source.train();
        if (trainSize > all.size()) {
            throw new IllegalArgumentException(
                    "train size " + trainSize + ", but " + data + " has " + all.size() + " training examples");
        }
        int wanted = trainSize == 0 ? all.size() : trainSize;
        int held = validation == 0 ? 0 : (int) Math.max(1, Math.round(validation * wanted));
        boolean together = kind.followsFeatures();
        if (together) {
            all = noisy(all, kind, seed);
        }
        Dataset train = all.first(wanted);
        Dataset validated = null;
        if (held > 0 && all.size() - wanted >= held) {
            int[] rows = new int[held];
            for (int i = 0; i < held; i++) {
                rows[i] = wanted + i;
            }
            validated = all.subset(rows);
        } else if (held > 0) {
            Splits split = Splits.holdOut(train, validation, seed);
            train = split.train();
            validated = split.test();
        }
        if (!together) {
            train = noisy(train, kind, seed);
            validated = validated == null ? null : noisy(validated, kind, ~seed);
        }
        return new Parts(train, validated, source.test());
    }

    /** Without noise, the given labels are not taken for the truth. */
    private static Dataset noisy(Dataset set, LabelNoise kind, long seed) {
        return kind instanceof NoNoise ? set : set.withGivenLabels(kind.apply(set, seed));
    }
}
