package dev.lethe.memorization;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.Gemm;
import dev.lethe.Tensor;
import dev.lethe.data.Dataset;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the training examples that help test examples most, by Feldman and Zhang's estimator.
 *
 * <p>The largest of many estimates is largely noise: with fewer than several hundred models, believe a pair only by its
 * standard error or by looking at it.
 *
 * @param outcome of the test example
 * @param leastMemorization of a training example to be looked at; their 0.25
 * @param leastInfluence of a pair to be found; their 0.15
 * @param sameClass whether both must have the same given label, as they ask
 * @param most how many training examples are kept for each test example
 */
public record InfluenceSearch(
        Outcome outcome, double leastMemorization, double leastInfluence, boolean sameClass, int most) {
    private static final int TEST_ROWS = 256;
    private static final int TRAIN_COLUMNS = 2048;

    public InfluenceSearch {
        if (Double.isNaN(leastMemorization) || Double.isNaN(leastInfluence)) {
            throw new IllegalArgumentException("thresholds of memorization " + leastMemorization + " and of influence "
                    + leastInfluence + ": numbers from -1 to 1 are expected");
        }
        if (most < 1) {
            throw new IllegalArgumentException(most + " for each test example: 1 or more are allowed");
        }
    }

    /** The thresholds of the paper: memorization 0.25, influence 0.15, the same class. */
    public static InfluenceSearch standard(int most) {
        return new InfluenceSearch(Outcome.CORRECT, 0.25, 0.15, true, most);
    }

    /**
     * The pairs found, the strongest first; of equals, the one with the smaller test row, then train row.
     *
     * <p>Influences of all pairs are two matrix products, done in blocks on {@code device}; what is kept is of {@code
     * most} pairs for each test example.
     *
     * @param results of the models that {@code memorization} was estimated with
     * @param memorization examples whose score is not defined are left out
     */
    public List<Influence> find(
            Device device,
            Iterable<ModelResult> results,
            MemorizationScores memorization,
            Dataset train,
            Dataset test) {
        int[] candidates = candidates(memorization);
        if (candidates.length == 0) {
            return List.of();
        }
        List<float[]> outcomes = new ArrayList<>(); // (models, test)
        List<float[]> members = new ArrayList<>(); // (models, candidates)
        for (ModelResult one : results) {
            outcomes.add(outcome.ofTest(one));
            members.add(at(one.member(), candidates));
        }
        StrongestInfluences strongest =
                new StrongestInfluences(this, outcomes, members, candidates, train.labels(), test.labels());
        try (Arena arena = device.arena("influence", Arena.UNLIMITED)) {
            for (int from = 0; from < test.size(); from += TEST_ROWS) {
                int rows = Math.min(TEST_ROWS, test.size() - from);
                for (int left = 0; left < candidates.length; left += TRAIN_COLUMNS) {
                    int columns = Math.min(TRAIN_COLUMNS, candidates.length - left);
                    arena.reset();
                    float[] sums = sums(device, arena, outcomes, from, rows, members, left, columns);
                    strongest.offer(sums, from, rows, left, columns);
                }
            }
        }
        return strongest.pairs();
    }

    private int[] candidates(MemorizationScores memorization) {
        boolean[] chosen = new boolean[memorization.size()];
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = memorization.values()[i] >= leastMemorization; // false for NaN
        }
        return Membership.rows(chosen);
    }

    private static float[] at(boolean[] member, int[] rows) {
        float[] values = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            values[i] = member[rows[i]] ? 1 : 0;
        }
        return values;
    }

    /** Sum of the outcomes over the models with each candidate, (rows, columns). */
    private static float[] sums(
            Device device,
            Arena arena,
            List<float[]> outcomes,
            int from,
            int rows,
            List<float[]> members,
            int left,
            int columns) {
        int models = outcomes.size();
        Tensor a = arena.floats(models, rows);
        Tensor b = arena.floats(models, columns);
        Tensor c = arena.floats(rows, columns);
        device.upload(block(outcomes, from, rows), a);
        device.upload(block(members, left, columns), b);
        device.gemm(Gemm.of(true, false, rows, columns, models), a, b, c);
        return device.floats(c);
    }

    private static float[] block(List<float[]> rows, int from, int count) {
        float[] block = new float[rows.size() * count];
        for (int i = 0; i < rows.size(); i++) {
            System.arraycopy(rows.get(i), from, block, i * count, count);
        }
        return block;
    }
}
