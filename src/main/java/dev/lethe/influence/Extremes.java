package dev.lethe.influence;

import java.util.Arrays;

/**
 * The training examples with the highest and with the lowest scores for each test example, kept while tiles pass by.
 * Of equal scores the one with the smaller number comes first.
 */
public final class Extremes implements ScoreTiles.Taker {
    private final int top;
    private final int[][] helpful;
    private final float[][] helpfulScores; // falling
    private final int[][] harmful;
    private final float[][] harmfulScores; // rising
    private final int[] seen;

    /**
     * @param tests number of test examples
     * @param top how many to keep at each end
     */
    Extremes(int tests, int top) {
        this.top = top;
        helpful = new int[tests][top];
        harmful = new int[tests][top];
        helpfulScores = new float[tests][top];
        harmfulScores = new float[tests][top];
        seen = new int[tests];
    }

    @Override
    public void tile(int testFrom, int tests, int trainFrom, int trained, float[] scores) {
        for (int t = 0; t < tests; t++) {
            int test = testFrom + t;
            for (int i = 0; i < trained; i++) {
                float s = scores[t * trained + i];
                if (!Float.isFinite(s)) {
                    throw new IllegalStateException("the score of training example " + (trainFrom + i)
                            + " for test example " + test + " is " + s + ": gradients this large cannot be compared;"
                            + " weights of an earlier epoch or a lower learning rate may do");
                }
                int held = Math.min(top, seen[test]++);
                insert(helpful[test], helpfulScores[test], held, trainFrom + i, s, 1);
                insert(harmful[test], harmfulScores[test], held, trainFrom + i, s, -1);
            }
        }
    }

    private static void insert(int[] rows, float[] scores, int held, int row, float score, int sign) {
        int at = held;
        while (at > 0 && before(row, score, rows[at - 1], scores[at - 1], sign)) {
            at--;
        }
        if (at == rows.length) {
            return;
        }
        int moved = Math.min(held, rows.length - 1) - at;
        System.arraycopy(rows, at, rows, at + 1, moved);
        System.arraycopy(scores, at, scores, at + 1, moved);
        rows[at] = row;
        scores[at] = score;
    }

    private static boolean before(int row, float score, int other, float otherScore, int sign) {
        return score != otherScore ? sign * score > sign * otherScore : row < other;
    }

    /** How many are kept at each end for a test example. */
    public int top() {
        return top;
    }

    public int tests() {
        return seen.length;
    }

    /** Training examples with the highest scores for a test example, the highest first. */
    public int[] helpful(int test) {
        return Arrays.copyOf(helpful[test], Math.min(top, seen[test]));
    }

    /** The scores of {@link #helpful}. */
    public float[] helpfulScores(int test) {
        return Arrays.copyOf(helpfulScores[test], Math.min(top, seen[test]));
    }

    /** Training examples with the lowest scores for a test example, the lowest first. */
    public int[] harmful(int test) {
        return Arrays.copyOf(harmful[test], Math.min(top, seen[test]));
    }

    /** The scores of {@link #harmful}. */
    public float[] harmfulScores(int test) {
        return Arrays.copyOf(harmfulScores[test], Math.min(top, seen[test]));
    }
}
