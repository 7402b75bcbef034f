package dev.lethe.influence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lethe.Device;
import dev.lethe.DeviceUnderTest;
import dev.lethe.RandomStream;
import dev.lethe.data.Dataset;
import dev.lethe.measure.Cholesky;
import dev.lethe.train.Normalisation;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** TRAK of logistic regression, where all it estimates can be computed. */
@Tag("devices")
class TrakTest {
    private static final int D = 4;
    private static final int TRAINED = 60;
    private static final int TESTED = 8;
    private static final double DECAY = 0.05;

    private final Dataset train = draw("train", TRAINED);
    private final Dataset test = draw("test", TESTED);
    private final double[][] x = withOne(train);
    private final double[][] z = withOne(test);
    private final double[] theta = fit(-1);

    /** Two overlapping clouds, of label 0 and 1. */
    private static Dataset draw(String site, int n) {
        RandomStream random = new RandomStream(8, site);
        float[] values = new float[n * D];
        int[] labels = new int[n];
        for (int i = 0; i < n; i++) {
            labels[i] = i % 2;
            for (int j = 0; j < D; j++) {
                values[i * D + j] = (float) (random.normal() + (j < 2 ? 0.5 * sign(labels[i]) : 0));
            }
        }
        return Dataset.table(values, D, labels, 2, null, site);
    }

    private static int sign(int label) {
        return 2 * label - 1;
    }

    /** Rows as the network takes them, with a 1 for the bias. */
    private double[][] withOne(Dataset set) {
        Normalisation map = Normalisation.of(train);
        double[][] rows = new double[set.size()][D + 1];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < D; j++) {
                rows[i][j] = set.features()[i * D + j] * map.scale()[j] + map.shift()[j];
            }
            rows[i][D] = 1;
        }
        return rows;
    }

    /** Logistic regression with a penalty by Newton's method, without example {@code left}. */
    private double[] fit(int left) {
        double[] w = new double[D + 1];
        for (int step = 0; step < 30; step++) {
            double[] gradient = new double[D + 1];
            double[][] hessian = new double[D + 1][D + 1];
            for (int a = 0; a <= D; a++) {
                gradient[a] = DECAY * w[a];
                hessian[a][a] = DECAY;
            }
            for (int i = 0; i < TRAINED; i++) {
                int y = sign(train.labels()[i]);
                double p = 1 / (1 + Math.exp(-y * Oracle.dot(w, x[i])));
                for (int a = 0; a <= D && i != left; a++) {
                    gradient[a] -= y * (1 - p) * x[i][a];
                    for (int b = 0; b <= a; b++) {
                        hessian[a][b] += p * (1 - p) * x[i][a] * x[i][b];
                    }
                }
            }
            double[] move = Cholesky.of(hessian).solve(gradient);
            for (int a = 0; a <= D; a++) {
                w[a] -= move[a];
            }
        }
        return w;
    }

    private double[][] scores() {
        float[] weight = new float[2 * D];
        for (int j = 0; j < D; j++) {
            weight[j] = (float) (-theta[j] / 2);
            weight[D + j] = (float) (theta[j] / 2);
        }
        float[] bias = {(float) (-theta[D] / 2), (float) (theta[D] / 2)};
        Map<String, float[]> values = Map.of("0.weight", weight, "0.bias", bias);
        try (Device device = DeviceUnderTest.filled()) {
            List<Weights> twice = List.of(new Weights(1, 1, values), new Weights(2, 1, values));
            return new Rig(device, "linear", train, test, twice).scores(Method.TRAK, 256);
        }
    }

    @Test
    void scoresHaveTheClosedForm() {
        double[][] a = new double[D + 1][D + 1];
        for (double[] row : x) {
            for (int i = 0; i <= D; i++) {
                for (int j = 0; j <= D; j++) {
                    a[i][j] += row[i] * row[j];
                }
            }
        }
        Cholesky gram = Cholesky.of(a);
        double[][] got = scores();
        double most = 0;
        for (int t = 0; t < TESTED; t++) {
            double[] solved = gram.solve(z[t]);
            for (int i = 0; i < TRAINED; i++) {
                int y = sign(train.labels()[i]);
                double doubt = 1 / (1 + Math.exp(y * Oracle.dot(theta, x[i])));
                double want = y * sign(test.labels()[t]) * Oracle.dot(solved, x[i]) * doubt;
                assertEquals(want, got[t][i], 1e-3, t + " by " + i);
                most = Math.max(most, Math.abs(want));
            }
        }
        assertTrue(most > 0.05, "the largest score is " + most);
    }

    @Test
    void scoresRankAsLeavingOutDoes() {
        double[][] moved = new double[TESTED][TRAINED];
        for (int i = 0; i < TRAINED; i++) {
            double[] without = fit(i);
            for (int t = 0; t < TESTED; t++) {
                moved[t][i] = sign(test.labels()[t]) * (Oracle.dot(theta, z[t]) - Oracle.dot(without, z[t]));
            }
        }
        double[][] got = scores();
        double mean = 0;
        for (int t = 0; t < TESTED; t++) {
            double correlation = Oracle.rankCorrelation(moved[t], got[t]);
            assertTrue(correlation > 0.75, "test example " + t + ": " + correlation);
            mean += correlation / TESTED;
        }
        assertTrue(mean > 0.9, "in the mean: " + mean);
    }
}
