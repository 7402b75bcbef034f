package dev.lethe.loss;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.RandomStream;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.Pass;
import java.util.List;

/** A batch on the host with labels of some form, and what a loss makes of it on a device. */
final class LossBatch {
    /** How the targets are given. */
    enum Form {
        HARD,
        PAIR,
        SOFT
    }

    /** What came back, everything by example. */
    record Result(float[] losses, float[] gradient, float[] tracked, int[] prediction) {}

    static final List<Loss> PLAIN = List.of(
            new CrossEntropy(0),
            new CrossEntropy(0.1),
            new BinaryCrossEntropy(),
            new SquaredError(),
            new BrierScore(),
            new MeanAbsoluteError(),
            new RobustLogLoss(0.1),
            new RobustLogLoss(3),
            new GeneralizedCrossEntropy(0.7),
            new GeneralizedCrossEntropy(0.001),
            new GeneralizedCrossEntropy(1),
            new TruncatedGeneralizedCrossEntropy(0.7, 0.5, 40),
            new TruncatedGeneralizedCrossEntropy(0.7, 0, 0),
            new LabelSmoothing(0.1),
            new ReverseCrossEntropy(4),
            new SymmetricCrossEntropy(0.1, 1, 4),
            new TaylorCrossEntropy(1),
            new TaylorCrossEntropy(2),
            new TaylorCrossEntropy(100),
            new FocalLoss(0),
            new FocalLoss(0.5),
            new FocalLoss(2),
            new AsymmetricGeneralizedCrossEntropy(0.6, 0.6),
            new AsymmetricGeneralizedCrossEntropy(4, 0.2),
            new AsymmetricUnhinged(5.5, 3),
            new AsymmetricUnhinged(3, 0.1),
            new NormalisedCrossEntropy(1),
            new NormalisedFocalLoss(10, 0.5),
            new NormalisedFocalLoss(1, 2),
            new ActivePassive(1, new NormalisedCrossEntropy(1), 1, ActivePassive.Passive.mae()),
            new ActivePassive(10, new NormalisedFocalLoss(1, 0.5), 0.1, ActivePassive.Passive.rce(4)),
            new BootstrapSoft(0.95),
            new BootstrapSoft(0),
            new BootstrapHard(0.8),
            new BiTempered(0.8, 1.2),
            new BiTempered(1, 1),
            new BiTempered(0.5, 1),
            new BiTempered(0, 1.01),
            new BiTempered(0.9, 4));

    final int n;
    final int k;
    final float[] z;
    final int[] hard;
    final int[] second;
    final float[] mix;
    final float[] soft;
    float[] weights;
    private final Form form;

    LossBatch(int n, int k, Form form, double spread, String seed) {
        RandomStream random = new RandomStream(5, seed);
        this.n = n;
        this.k = k;
        this.form = form;
        z = new float[n * k];
        soft = new float[n * k];
        hard = new int[n];
        second = new int[n];
        mix = new float[n];
        for (int i = 0; i < n; i++) {
            hard[i] = random.below(k);
            second[i] = random.below(k);
            mix[i] = (float) random.uniform();
            for (int j = 0; j < k; j++) {
                z[i * k + j] = (float) (spread * random.normal());
                soft[i * k + j] = (float) (2 * random.uniform() / k);
            }
        }
    }

    double[] outputs(int i) {
        double[] row = new double[k];
        for (int j = 0; j < k; j++) {
            row[j] = z[i * k + j];
        }
        return row;
    }

    /** The targets of example i as a row. */
    double[] targets(int i) {
        double[] row = new double[k];
        if (form == Form.SOFT) {
            for (int j = 0; j < k; j++) {
                row[j] = soft[i * k + j];
            }
        } else if (form == Form.HARD) {
            row[hard[i]] = 1;
        } else {
            row[hard[i]] += mix[i];
            row[second[i]] += 1.0 - mix[i];
        }
        return row;
    }

    double weight(int i) {
        return weights == null ? 1 : weights[i];
    }

    Targets upload(Device device, Arena data) {
        Targets t;
        if (form == Form.SOFT) {
            t = Targets.soft(floats(device, data, soft, n, k));
        } else {
            t = Targets.hard(ints(device, data, hard));
            if (form == Form.PAIR) {
                t = Targets.mixed(t.hard(), ints(device, data, second), floats(device, data, mix, n));
            }
        }
        return weights == null ? t : t.withWeights(floats(device, data, weights, n));
    }

    /** Runs the loss; the gradient is that of the mean, or with a cotangent if one is given. */
    Result run(Device device, Loss loss, float[] cotangent) {
        try (Arena data = device.arena("data", 1 << 24);
                Arena step = device.arena("step", 1 << 24)) {
            Pass pass = Pass.training(device, step, null);
            Tensor outputs = pass.watch(floats(device, data, z, n, k));
            Tracked tracked = Tracked.in(data, n);
            Tensor losses = loss.losses(pass, outputs, upload(device, data), tracked);
            float[] values = device.floats(losses);
            Backward b = cotangent == null
                    ? pass.backward(losses)
                    : pass.backward(losses, floats(device, data, cotangent, n));
            return new Result(
                    values,
                    device.floats(b.gradient(outputs)),
                    device.floats(tracked.values()),
                    device.ints(tracked.prediction()));
        }
    }

    static Tensor floats(Device device, Arena arena, float[] values, int... dims) {
        Tensor t = arena.floats(dims);
        device.upload(values, t);
        return t;
    }

    static Tensor ints(Device device, Arena arena, int... values) {
        Tensor t = arena.ints(values.length);
        device.upload(values, t);
        return t;
    }
}
