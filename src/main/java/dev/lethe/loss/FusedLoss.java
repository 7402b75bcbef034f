package dev.lethe.loss;

import dev.lethe.DType;
import dev.lethe.Kernel;
import dev.lethe.Launch;
import dev.lethe.Tensor;
import dev.lethe.autograd.Backward;
import dev.lethe.autograd.Op;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.Losses;
import java.util.function.Consumer;

/**
 * The losses of a batch, with the gradient of their mean computed along with them.
 *
 * @param outputs F32 (n, k)
 * @param losses F32 (n), times the weights
 * @param gradient F32 (n, k): of the mean of {@code losses} by {@code outputs}; null if nobody wants it
 */
public record FusedLoss(Tensor outputs, Tensor losses, Tensor gradient) implements Op {
    static final Kernel SCALE = Kernel.of("loss_scale", Losses::scale);

    /**
     * Launches the kernel of a loss and records it.
     *
     * @param kernel takes outputs, the parts of {@code targets} (hard, second, mix, soft, weights; null where absent),
     *     losses, tracked values and prediction, the gradient, n, k, and then what {@code own} adds
     * @param outputs its leading axes are seen as one
     * @param tracked null if nothing is tracked
     * @return F32 (n)
     * @throws IllegalArgumentException if shapes do not fit
     */
    public static Tensor losses(
            Pass pass, Kernel kernel, Tensor outputs, Targets targets, Tracked tracked, Consumer<Launch> own) {
        int n = outputs.rows();
        int k = outputs.columns();
        check(kernel, outputs, targets, tracked);
        Tensor losses = pass.floats(n);
        Tensor gradient = pass.needs(outputs) ? pass.floats(outputs.shape()) : null;
        Launch launch = pass.launch(kernel)
                .in(outputs)
                .in(targets.hard())
                .in(targets.second())
                .in(targets.mix())
                .in(targets.soft())
                .in(targets.weights())
                .out(losses)
                .out(tracked == null ? null : tracked.values())
                .out(tracked == null ? null : tracked.prediction())
                .out(gradient)
                .i32(n)
                .i32(k);
        own.accept(launch);
        launch.rows(n, k);
        return pass.record(new FusedLoss(outputs, losses, gradient), outputs);
    }

    private static void check(Kernel kernel, Tensor outputs, Targets targets, Tracked tracked) {
        int n = outputs.rows();
        int k = outputs.columns();
        if (outputs.type() != DType.F32 || outputs.rank() < 2 || k == 0) {
            throw new IllegalArgumentException(
                    kernel.symbol() + " takes F32 outputs of (examples, classes), not " + outputs);
        }
        if (targets.count() != n) {
            throw new IllegalArgumentException(
                    kernel.symbol() + ": outputs " + outputs + " for targets of " + targets.count() + " examples");
        }
        Tensor soft = targets.soft();
        if (soft != null && (soft.type() != DType.F32 || soft.columns() != k)) {
            throw new IllegalArgumentException(kernel.symbol() + ": outputs " + outputs + " for target rows " + soft
                    + ": " + k + " columns are expected");
        }
        if (soft == null && k == 1) {
            throw new IllegalArgumentException(kernel.symbol() + ": outputs " + outputs
                    + " have one column, which leaves no choice between classes: give targets as F32 rows");
        }
        if (tracked != null
                && (tracked.values().size() != (long) n * Tracked.COLUMNS
                        || tracked.prediction().size() != n)) {
            throw new IllegalArgumentException(kernel.symbol() + ": outputs " + outputs + " but room to track "
                    + tracked.values() + " and " + tracked.prediction());
        }
    }

    @Override
    public Tensor output() {
        return losses;
    }

    @Override
    public String coupling(int examples) {
        return losses.size() % examples == 0
                ? null
                : "gives " + losses + ", not an equal number of losses for each of " + examples + " examples";
    }

    @Override
    public void backward(Backward b) {
        if (!b.needs(outputs)) {
            return;
        }
        if (b.isMean(losses)) {
            b.adopt(outputs, gradient);
            return;
        }
        int n = outputs.rows();
        int k = outputs.columns();
        b.launch(SCALE)
                .in(gradient)
                .in(b.of(losses))
                .into(b.into(outputs))
                .i32(n)
                .i32(k)
                .rows(n, k);
    }
}
