package dev.lethe.loss;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.LossesWithMemory;
import java.util.Map;

/**
 * Temporal ensembling (Laine and Aila, 2017, arXiv 1610.02242): cross-entropy + rho weight |p - m / sum of m|^2, where p
 * is the softmax and m a running average, kept for each training example, of what the network said in earlier epochs.
 *
 * <p>After its use m becomes alpha m + (1 - alpha) p. It starts at 0, and its sum is 1 - alpha^visits, so that dividing by
 * it is the paper's start-up bias correction; before the first visit there is no second term. m takes no gradient. rho =
 * exp(-5 (1 - min(e, ramp) / ramp)^2) after e epochs, from the clock of the pass; a pass without one has rho = 1.
 *
 * <p>The table changes under the conditions of {@link EarlyLearning}. Mixed and soft targets enter the cross-entropy.
 *
 * @param table F32 (training examples, classes), part of the state of training
 * @param alpha in [0, 1); 0.6 in the paper
 * @param weight of the second term, at least 0; the paper's 30 is for the mean over classes, 3 for a sum over ten
 * @param ramp epochs, at least 0; 0 for rho = 1
 * @param update whether losses change the table; not so for attacks and for difference quotients
 */
public record TemporalEnsembling(Tensor table, double alpha, double weight, int ramp, boolean update) implements Loss {
    static final Kernel KERNEL = Kernel.of("loss_temporal", LossesWithMemory::temporalEnsembling);
    private static final String WHO = "temporal ensembling";

    public TemporalEnsembling {
        MemoryTable.require(WHO, table);
        MemoryTable.requireIn(WHO, "alpha", alpha, 0, 1, false);
        MemoryTable.requireIn(WHO, "weight", weight, 0, Double.POSITIVE_INFINITY, false);
        MemoryTable.requireIn(WHO, "ramp", ramp, 0, Integer.MAX_VALUE, true);
    }

    /** A loss with a new table of zeros for {@code examples} training examples, in {@code data}. */
    public static TemporalEnsembling of(
            Device device, Arena data, int examples, int classes, double alpha, double weight, int ramp) {
        return new TemporalEnsembling(MemoryTable.zeros(device, data, examples, classes), alpha, weight, ramp, true);
    }

    /** The same loss on the same table, which it leaves as it is. */
    public TemporalEnsembling withoutUpdate() {
        return new TemporalEnsembling(table, alpha, weight, ramp, false);
    }

    @Override
    public String name() {
        return "temporal";
    }

    /** See {@link Loss#losses}; {@code targets} must have an index. */
    @Override
    public Tensor losses(Pass pass, Tensor outputs, Targets targets, Tracked tracked) {
        MemoryTable memory = new MemoryTable(WHO, table, update);
        return memory.losses(
                pass,
                KERNEL,
                outputs,
                targets,
                tracked,
                own -> own.f32((float) alpha).f32((float) weight).i32(ramp).in(pass.hasClock() ? pass.clock() : null));
    }

    @Override
    public Map<String, Tensor> state() {
        return Map.of("temporal.table", table);
    }
}
