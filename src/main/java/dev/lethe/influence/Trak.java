package dev.lethe.influence;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.Gemm;
import dev.lethe.Tensor;
import dev.lethe.measure.Cholesky;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * TRAK (Park et al., 2023, arXiv 2303.14186): with f(x) the features of an example, its projected gradient of the log
 * odds, F those of all training examples and p_i the probability of a training label, a score is
 * {@code f(test)^T (F^T F)^-1 f(i) (1 - p_i)}; the products and 1 - p_i are averaged over weights before they are
 * multiplied.
 */
final class Trak {
    private Trak() {}

    /** @param data for the features, which live as long as the scores are used */
    static ScoreTiles scores(
            FixedNetwork network, Arena data, Examples train, Examples test, List<Weights> weights, Settings settings) {
        Device device = network.device();
        int k = settings.projection();
        List<ProductScores.Term> terms = new ArrayList<>();
        double[] doubt = new double[train.size()];
        for (int c = 0; c < weights.size(); c++) {
            network.load(weights.get(c));
            Tensor trained = data.floats(train.size(), k);
            Tensor tested = data.floats(test.size(), k);
            network.project(train, Output.LOG_ODDS, settings.directions(c), trained);
            network.project(test, Output.LOG_ODDS, settings.directions(c), tested);
            device.upload(solved(gram(device, trained, settings.ridge()), device.floats(tested), k), tested);
            terms.add(ProductScores.Term.of(tested, trained, 1.0 / weights.size()));
            double[] own = network.doubts(train);
            Arrays.setAll(doubt, i -> doubt[i] + own[i] / weights.size());
        }
        return new ProductScores(device, test.size(), train.size(), terms, new Scales(null, doubt));
    }

    /** The factor of F^T F with {@code ridge} times its mean diagonal element added to the diagonal. */
    private static Cholesky gram(Device device, Tensor features, double ridge) {
        int k = features.columns();
        float[] product = new float[Math.multiplyExact(k, k)];
        try (Arena room = device.arena("gram", Arena.UNLIMITED)) {
            Tensor into = room.floats(k, k);
            device.gemm(Gemm.of(true, false, k, k, features.rows()), features, features, into);
            device.download(into, product);
        }
        double trace = 0;
        for (int i = 0; i < k; i++) {
            trace += product[i * k + i];
        }
        if (!(trace > 0 && trace < Double.POSITIVE_INFINITY)) {
            throw new IllegalStateException("the squares of the training examples' projected gradients add up to "
                    + trace + ": TRAK needs gradients that are finite and not all 0");
        }
        double[][] lower = new double[k][];
        for (int i = 0; i < k; i++) {
            lower[i] = new double[i + 1];
            for (int j = 0; j <= i; j++) {
                lower[i][j] = product[i * k + j];
            }
            lower[i][i] += ridge * trace / k;
        }
        return Cholesky.of(lower);
    }

    /** Solves for each row of {@code features}. */
    private static float[] solved(Cholesky gram, float[] features, int k) {
        float[] all = new float[features.length];
        for (int at = 0; at < all.length; at += k) {
            double[] row = new double[k];
            for (int j = 0; j < k; j++) {
                row[j] = features[at + j];
            }
            double[] x = gram.solve(row);
            for (int j = 0; j < k; j++) {
                all[at + j] = (float) x[j];
            }
        }
        return all;
    }
}
