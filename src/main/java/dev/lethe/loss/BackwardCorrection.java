package dev.lethe.loss;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.LossesCorrected;
import java.util.Map;

/**
 * Backward correction (Patrini et al., 2017, arXiv 1609.03683, theorem 1): the sum over j of (T^-1)_yj (- ln p_j), whose
 * mean over labels with noise T is the cross-entropy of the true labels.
 *
 * <p>With the identity for T, as at the start, it is cross-entropy; otherwise it has no lower bound. Of mixed and soft
 * targets it is the sum over classes of target times loss.
 *
 * @param device where the matrix is
 * @param matrix F32 (k, k): T^-1; part of the state of training
 * @param given whether the matrix is known, not to be estimated
 * @param warmup epochs before the estimate, at least 0
 */
public record BackwardCorrection(Device device, Tensor matrix, boolean given, int warmup) implements NoiseCorrection {
    static final Kernel KERNEL = Kernel.of("loss_backward", LossesCorrected::backward);

    public BackwardCorrection {
        NoiseMatrix.require("backward", matrix, warmup);
    }

    /** A loss with a known matrix T, as {@link #estimate} takes it. */
    public static BackwardCorrection of(Device device, Arena data, double[][] rows) {
        Tensor matrix = NoiseMatrix.tensor(device, data, rows.length);
        BackwardCorrection loss = new BackwardCorrection(device, matrix, true, 0);
        loss.estimate(rows);
        return loss;
    }

    /** A loss that is cross-entropy until {@link #estimate} is called. */
    public static BackwardCorrection estimated(Device device, Arena data, int classes, int warmup) {
        return new BackwardCorrection(device, NoiseMatrix.tensor(device, data, classes), false, warmup);
    }

    /**
     * See {@link NoiseCorrection#estimate}.
     *
     * @throws IllegalArgumentException also if the condition number of {@code rows} is above 1e6
     */
    @Override
    public void estimate(double[][] rows) {
        double[][] checked = NoiseMatrix.checked(name(), rows, matrix.rows());
        NoiseMatrix.upload(device, NoiseMatrix.inverse(name(), checked), matrix);
    }

    @Override
    public String name() {
        return "backward";
    }

    @Override
    public Tensor losses(Pass pass, Tensor outputs, Targets targets, Tracked tracked) {
        NoiseMatrix.requireFit(name(), outputs, matrix);
        return FusedLoss.losses(pass, KERNEL, outputs, targets, tracked, own -> own.in(matrix));
    }

    @Override
    public Map<String, Tensor> state() {
        return Map.of("backward.matrix", matrix);
    }
}
