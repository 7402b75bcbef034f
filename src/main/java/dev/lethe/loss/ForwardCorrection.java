package dev.lethe.loss;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.LossesCorrected;
import java.util.Map;

/**
 * Forward correction (Patrini et al., 2017, arXiv 1609.03683, theorem 2): - ln (T^T p)_y, the cross-entropy of the
 * probabilities that the given labels have once the noise T has been at those of the true labels.
 *
 * <p>With the identity for T, as at the start, it is cross-entropy. It is computed from outputs, so that probabilities
 * of 0 give finite losses. Of mixed and soft targets it is the sum over classes of target times loss.
 *
 * @param device where the matrix is
 * @param matrix F32 (k, k): row y holds T_iy = P(given y | true i) for each true class i; part of the state of training
 * @param given whether the matrix is known, not to be estimated
 * @param warmup epochs before the estimate, at least 0
 */
public record ForwardCorrection(Device device, Tensor matrix, boolean given, int warmup) implements NoiseCorrection {
    static final Kernel KERNEL = Kernel.of("loss_forward", LossesCorrected::forward);

    public ForwardCorrection {
        NoiseMatrix.require("forward", matrix, warmup);
    }

    /** A loss with a known matrix, as {@link #estimate} takes it. */
    public static ForwardCorrection of(Device device, Arena data, double[][] rows) {
        Tensor matrix = NoiseMatrix.tensor(device, data, rows.length);
        ForwardCorrection loss = new ForwardCorrection(device, matrix, true, 0);
        loss.estimate(rows);
        return loss;
    }

    /** A loss that is cross-entropy until {@link #estimate} is called. */
    public static ForwardCorrection estimated(Device device, Arena data, int classes, int warmup) {
        return new ForwardCorrection(device, NoiseMatrix.tensor(device, data, classes), false, warmup);
    }

    /**
     * See {@link NoiseCorrection#estimate}.
     *
     * @throws IllegalArgumentException also for a class that no true class is ever labelled as
     */
    @Override
    public void estimate(double[][] rows) {
        double[][] columns = NoiseMatrix.transposed(NoiseMatrix.checked(name(), rows, matrix.rows()));
        for (int y = 0; y < columns.length; y++) {
            boolean possible = false;
            for (double p : columns[y]) {
                possible |= (float) p > 0;
            }
            if (!possible) {
                throw new IllegalArgumentException("loss 'forward': column " + y + " of the noise matrix is 0, so that"
                        + " label " + y + " would never be given; each needs a class that it can come from");
            }
        }
        NoiseMatrix.upload(device, columns, matrix);
    }

    @Override
    public String name() {
        return "forward";
    }

    @Override
    public Tensor losses(Pass pass, Tensor outputs, Targets targets, Tracked tracked) {
        NoiseMatrix.requireFit(name(), outputs, matrix);
        return FusedLoss.losses(pass, KERNEL, outputs, targets, tracked, own -> own.in(matrix));
    }

    @Override
    public Map<String, Tensor> state() {
        return Map.of("forward.matrix", matrix);
    }
}
