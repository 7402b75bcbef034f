package dev.lethe.train;

import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.data.Dataset;
import dev.lethe.data.noise.AnchorPoints;
import dev.lethe.data.noise.Probabilities;
import dev.lethe.loss.Loss;
import dev.lethe.loss.NoiseCorrection;
import dev.lethe.loss.Tracked;
import java.util.Map;

/**
 * A corrected loss whose noise matrix nobody knows: plain cross-entropy for some epochs, then the matrix that anchor points
 * show (Patrini et al., 2017, arXiv 1609.03683, section 4.3), for the rest of the run.
 *
 * <p>The authors train a network for the estimate and begin again with another; here training goes on.
 *
 * @param plain trains with {@code loss}
 * @param train the training set, at which the network is asked
 */
record EstimatedCorrection(PlainMethod plain, NoiseCorrection loss, Dataset train) implements Method {
    @Override
    public Tensor losses(Pass pass, Resident.Batch batch, Tracked tracked) {
        return plain.losses(pass, batch, tracked);
    }

    @Override
    public void afterEpoch(EpochView now) {
        if (now.epoch() == loss.warmup()) {
            Probabilities p = Probabilities.of(now.probabilities(train));
            try {
                loss.estimate(AnchorPoints.estimate(p).matrix());
            } catch (IllegalArgumentException e) {
                throw new IllegalStateException(
                        "the noise matrix that the network shows after epoch " + now.epoch() + " cannot be used: "
                                + e.getMessage() + ". More epochs of warmup may give a better one, or give it with"
                                + " matrix=FILE",
                        e);
            }
        }
    }

    @Override
    public Loss judge() {
        return loss;
    }

    @Override
    public Map<String, Tensor> state() {
        return plain.state();
    }
}
