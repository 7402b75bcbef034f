package dev.lethe.influence;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.Gemm;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.Pass;
import dev.lethe.op.Multiply;
import java.util.List;

/**
 * Scores that are sums of products of matrices with one row for each example, tile by tile.
 *
 * @param tests number of test examples
 * @param trained number of training examples
 * @param terms what is added
 * @param scales what each score is multiplied by
 */
record ProductScores(Device device, int tests, int trained, List<Term> terms, Scales scales) implements ScoreTiles {
    private static final int TESTS = 256;
    private static final int TRAINED = 2048;

    /**
     * {@code coefficient (test train^T)}, or with second factors
     * {@code coefficient (test train^T + offset) o (secondTest secondTrain^T)}, elementwise.
     *
     * @param test F32 (tests, width)
     * @param train F32 (trained, width)
     * @param secondTest F32 (tests, second width), or null
     * @param secondTrain F32 (trained, second width), or null
     * @param offset added to the first product where there is a second
     */
    record Term(Tensor test, Tensor train, Tensor secondTest, Tensor secondTrain, float offset, float coefficient) {
        /** One product. */
        static Term of(Tensor test, Tensor train, double coefficient) {
            return new Term(test, train, null, null, 0, (float) coefficient);
        }
    }

    @Override
    public void each(Taker taker) {
        try (Arena room = device.arena("score tiles", Arena.UNLIMITED)) {
            for (int t = 0; t < tests; t += TESTS) {
                int m = Math.min(TESTS, tests - t);
                for (int i = 0; i < trained; i += TRAINED) {
                    int n = Math.min(TRAINED, trained - i);
                    room.reset();
                    float[] scores = tile(Pass.evaluation(device, room), t, m, i, n);
                    scales.apply(t, m, i, n, scores);
                    taker.tile(t, m, i, n, scores);
                }
            }
        }
    }

    private float[] tile(Pass pass, int t, int m, int i, int n) {
        Tensor sum = pass.floats(m, n);
        fill(pass, sum, 0);
        for (Term term : terms) {
            Tensor a = term.test().slice(t, t + m);
            Tensor b = term.train().slice(i, i + n);
            Gemm first = Gemm.of(false, true, m, n, a.columns());
            if (term.secondTest() == null) {
                pass.gemm(first.alpha(term.coefficient()).beta(1), a, b, sum);
                continue;
            }
            Arena.Mark mark = pass.arena().mark();
            Tensor left = pass.floats(m, n);
            fill(pass, left, term.offset());
            pass.gemm(first.beta(1), a, b, left);
            Tensor right = pass.floats(m, n);
            Tensor c = term.secondTest().slice(t, t + m);
            Tensor d = term.secondTrain().slice(i, i + n);
            pass.gemm(Gemm.of(false, true, m, n, c.columns()), c, d, right);
            Tensor product = Multiply.multiply(pass, left, right);
            pass.launch(Backward.AXPBY)
                    .in(product)
                    .f32(term.coefficient())
                    .out(sum)
                    .f32(1)
                    .i32(sum.count())
                    .each(sum.size());
            pass.arena().release(mark);
        }
        return device.floats(sum);
    }

    private static void fill(Pass pass, Tensor t, float value) {
        pass.launch(Backward.FILL).out(t).f32(value).i32(t.count()).each(t.size());
    }
}
