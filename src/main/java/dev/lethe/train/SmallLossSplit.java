package dev.lethe.train;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.loss.Loss;
import dev.lethe.loss.Targets;
import dev.lethe.loss.Tracked;
import dev.lethe.measure.GaussianMixture;
import dev.lethe.nn.Module;
import java.util.Arrays;
import java.util.Map;

/**
 * The selection rule of DivideMix (Li, Socher and Hoi, 2020, arXiv 2002.07394) by itself: after each epoch a mixture of two
 * Gaussians is fitted to the losses of all training examples, and the next epoch learns from those that more probably
 * belong to the component of small losses.
 *
 * <p>DivideMix further trains two networks, each with the other's split, and uses the remaining examples without their
 * labels (MixMatch); this is the split alone, as a baseline.
 */
final class SmallLossSplit implements Method {
    private final Device device;
    private final Module model;
    private final Loss loss;
    private final Tensor chosen; // F32 (training examples), 1 or 0
    private final int warmup;
    private final double threshold;

    /**
     * @param warmup epochs that learn from all examples
     * @param threshold on the probability of the component of small losses
     */
    SmallLossSplit(Device device, Arena data, Module model, Loss loss, int examples, int warmup, double threshold) {
        this.device = device;
        this.model = model;
        this.loss = loss;
        this.warmup = warmup;
        this.threshold = threshold;
        chosen = data.floats(examples);
        float[] all = new float[examples];
        Arrays.fill(all, 1);
        device.upload(all, chosen);
    }

    @Override
    public Tensor losses(Pass pass, Resident.Batch batch, Tracked tracked) {
        Targets targets = Targets.hard(batch.labels())
                .withIndex(batch.index())
                .withWeights(Resident.lookUp(pass, chosen, batch.index()));
        return loss.losses(pass, model.forward(pass, batch.x()), targets, tracked);
    }

    @Override
    public void afterEpoch(EpochView now) {
        if (now.epoch() < warmup) {
            return;
        }
        double[] losses = scaled(now.ledger().loss());
        double[] small = GaussianMixture.fit(losses, GaussianMixture.Settings.divideMix())
                .probabilitiesOfLow(losses);
        float[] next = new float[small.length];
        double largest = 0;
        int count = 0;
        for (int i = 0; i < next.length; i++) {
            next[i] = small[i] > threshold ? 1 : 0;
            count += small[i] > threshold ? 1 : 0;
            largest = Math.max(largest, small[i]);
        }
        if (count == 0) {
            throw new IllegalStateException(
                    "after epoch " + now.epoch() + " no example belongs to the small losses with"
                            + " a probability above the threshold " + threshold + ", the largest is " + largest
                            + ": nothing would be learned from. A lower threshold or more epochs of warmup may help");
        }
        device.upload(next, chosen);
    }

    /** From 0, the least, to 1, the largest. */
    private static double[] scaled(float[] losses) {
        double least = Double.POSITIVE_INFINITY;
        double largest = Double.NEGATIVE_INFINITY;
        for (float loss : losses) {
            least = Math.min(least, loss);
            largest = Math.max(largest, loss);
        }
        double[] scaled = new double[losses.length];
        for (int i = 0; i < losses.length; i++) {
            scaled[i] = largest > least ? (losses[i] - least) / (largest - least) : 0;
        }
        return scaled;
    }

    @Override
    public Loss judge() {
        return loss;
    }

    @Override
    public Map<String, Tensor> state() {
        return Map.of("chosen", chosen);
    }
}
