package dev.lethe.memorization;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The strongest pairs so far of each test example, of what a search looks for. */
final class StrongestInfluences {
    private final InfluenceSearch search;
    private final List<float[]> outcomes;
    private final List<float[]> members;
    private final int[] candidates;
    private final int[] trainLabels;
    private final int[] testLabels;
    private final double[] totals; // of the outcomes of each test example
    private final int[] in; // models with each candidate
    private final List<List<Influence>> kept = new ArrayList<>();

    /**
     * @param outcomes of the test examples, a row for each model
     * @param members 1 or 0 for each candidate, a row for each model
     * @param candidates rows of training examples
     */
    StrongestInfluences(
            InfluenceSearch search,
            List<float[]> outcomes,
            List<float[]> members,
            int[] candidates,
            int[] trainLabels,
            int[] testLabels) {
        this.search = search;
        this.outcomes = outcomes;
        this.members = members;
        this.candidates = candidates;
        this.trainLabels = trainLabels;
        this.testLabels = testLabels;
        totals = new double[testLabels.length];
        in = new int[candidates.length];
        for (int m = 0; m < outcomes.size(); m++) {
            for (int j = 0; j < totals.length; j++) {
                totals[j] += outcomes.get(m)[j];
            }
            for (int i = 0; i < in.length; i++) {
                in[i] += (int) members.get(m)[i];
            }
        }
        for (int j = 0; j < totals.length; j++) {
            kept.add(new ArrayList<>());
        }
    }

    /**
     * Takes a block of pairs.
     *
     * @param sums of the outcomes over the models with each candidate, (rows, columns), test examples from row {@code from} on,
     *     candidates from number {@code left} on
     */
    void offer(float[] sums, int from, int rows, int left, int columns) {
        for (int r = 0; r < rows; r++) {
            int test = from + r;
            for (int c = 0; c < columns; c++) {
                int i = left + c;
                if (search.sameClass() && trainLabels[candidates[i]] != testLabels[test]) {
                    continue;
                }
                double with = sums[r * columns + c];
                double value = with / in[i] - (totals[test] - with) / (outcomes.size() - in[i]);
                if (value >= search.leastInfluence()) {
                    insert(kept.get(test), candidates[i], test, value);
                }
            }
        }
    }

    private void insert(List<Influence> strongest, int train, int test, double value) {
        int last = strongest.size() - 1;
        if (last + 1 == search.most() && strongest.get(last).value() >= value) {
            return;
        }
        int at = strongest.size();
        while (at > 0 && strongest.get(at - 1).value() < value) {
            at--;
        }
        strongest.add(at, new Influence(train, test, value, Double.NaN));
        if (strongest.size() > search.most()) {
            strongest.remove(search.most());
        }
    }

    /** What was found, the strongest first. */
    List<Influence> pairs() {
        int[] column = new int[trainLabels.length];
        for (int i = 0; i < candidates.length; i++) {
            column[candidates[i]] = i;
        }
        List<Influence> all = new ArrayList<>();
        for (List<Influence> strongest : kept) {
            for (Influence one : strongest) {
                all.add(exact(one, column[one.train()]));
            }
        }
        all.sort(Comparator.comparingDouble((Influence one) -> -one.value())
                .thenComparingInt(Influence::test)
                .thenComparingInt(Influence::train));
        return all;
    }

    /** With its standard error, and a value that owes nothing to float32. */
    private Influence exact(Influence one, int candidate) {
        InOutMeans means = new InOutMeans(1);
        for (int m = 0; m < outcomes.size(); m++) {
            means.add(new boolean[] {members.get(m)[candidate] == 1}, new float[] {outcomes.get(m)[one.test()]});
        }
        return new Influence(one.train(), one.test(), means.differences()[0], means.errors()[0]);
    }
}
