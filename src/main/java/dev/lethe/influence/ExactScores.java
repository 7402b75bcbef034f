package dev.lethe.influence;

import dev.lethe.Arena;
import dev.lethe.DType;
import dev.lethe.Device;
import dev.lethe.Gemm;
import dev.lethe.Shape;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.nn.Parameter;
import dev.lethe.op.Copy;
import java.util.List;

/**
 * Sums over weights of a coefficient times the inner product of a training and a test gradient, from gradients that are
 * formed: those of some test examples at once, against those of all training examples a few at a time.
 *
 * @param coefficients one for each of {@code weights}
 * @param scales what each score is multiplied by
 */
record ExactScores(
        FixedNetwork network,
        Examples train,
        Examples test,
        List<Weights> weights,
        double[] coefficients,
        Scales scales)
        implements ScoreTiles {
    private static final long MOST_FLOATS = 1L << 26; // of formed test gradients, and of scores
    private static final int MOST_TESTS = 128;

    @Override
    public void each(Taker taker) {
        long values = network.parameters().values().size();
        long fit = Math.min(MOST_FLOATS / values, MOST_FLOATS / train.size());
        int tests = (int) Math.max(1, Math.min(MOST_TESTS, Math.min(test.size(), fit)));
        try (Arena room = network.device().arena("test gradients", Arena.UNLIMITED)) {
            for (int from = 0; from < test.size(); from += tests) {
                int count = Math.min(tests, test.size() - from);
                float[] sums = new float[Math.multiplyExact(count, train.size())];
                for (int c = 0; c < weights.size(); c++) {
                    network.load(weights.get(c));
                    room.reset();
                    add(room, from, count, (float) coefficients[c], sums);
                }
                scales.apply(from, count, 0, train.size(), sums);
                taker.tile(from, count, 0, train.size(), sums);
            }
        }
    }

    /** Adds the share of the present weights to {@code sums}, (count, training examples). */
    private void add(Arena data, int testFrom, int count, float coefficient, float[] sums) {
        Device device = network.device();
        Tensor[] formed = network.parameters().list().stream()
                .map(Parameter::value)
                .map(p -> data.tensor(DType.F32, Shape.of(count, p.count())))
                .toArray(Tensor[]::new);
        int[] place = places();
        network.rows(test, testFrom, testFrom + count, (pass, p, from, to, rows) -> {
            Tensor into = formed[place[network.parameters().indexOf(p)]].slice(from, to);
            pass.launch(Copy.KERNEL).in(rows).out(into).i32(rows.count()).each(rows.size());
        });
        Tensor room = data.floats(count, FixedNetwork.BATCH);
        for (int start = 0; start < train.size(); start += FixedNetwork.BATCH) {
            int n = Math.min(FixedNetwork.BATCH, train.size() - start);
            Tensor tile = room.view(0, Shape.of(count, n));
            device.launch(Backward.FILL).out(tile).f32(0).i32(tile.count()).each(tile.size());
            network.rows(train, start, start + n, (pass, p, from, to, rows) -> {
                Tensor own = formed[place[network.parameters().indexOf(p)]];
                int width = own.dim(1);
                Tensor columns = tile.view(from, Shape.of((count - 1) * n + to - from));
                Gemm product = Gemm.of(false, true, count, to - from, width).leading(width, width, n);
                pass.gemm(product.beta(1), own, rows, columns);
            });
            float[] part = device.floats(tile);
            for (int t = 0; t < count; t++) {
                for (int i = 0; i < n; i++) {
                    sums[t * train.size() + start + i] += coefficient * part[t * n + i];
                }
            }
        }
    }

    /** The position in the list of the parameters for each index of theirs. */
    private int[] places() {
        List<Parameter> all = network.parameters().list();
        int[] place = new int[all.size()];
        for (int i = 0; i < place.length; i++) {
            place[network.parameters().indexOf(all.get(i).value())] = i;
        }
        return place;
    }
}
