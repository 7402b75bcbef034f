package dev.lethe.loss;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.LossesWithMemory;
import java.util.Map;

/**
 * Self-distillation: cross-entropy to (1 - s) t + s m / sum of m, where m is what the network itself said about the
 * training example in earlier epochs, in the running average of {@link TemporalEnsembling}.
 *
 * <p>With alpha = 0, m is the prediction of the epoch before: progressive self-knowledge distillation, PS-KD (Kim et al.,
 * 2021, arXiv 2006.12000, equation 5). s grows linearly, as there: share min(e + 1, ramp) / ramp in the epoch after e
 * others, by the clock of the pass, and share in a pass without one. Before the first visit, s is 0. Targets take no
 * gradient.
 *
 * <p>The table changes under the conditions of {@link EarlyLearning}.
 *
 * @param table F32 (training examples, classes), part of the state of training
 * @param alpha in [0, 1); 0 in the paper
 * @param share largest part of the network's own predictions, in [0, 1]; 0.8 in the paper
 * @param ramp epochs, at least 0; 0 for the whole share from the start; all epochs in the paper
 * @param update whether losses change the table; not so for attacks and for difference quotients
 */
public record SelfDistillation(Tensor table, double alpha, double share, int ramp, boolean update) implements Loss {
    static final Kernel KERNEL = Kernel.of("loss_distil", LossesWithMemory::selfDistillation);
    private static final String WHO = "self-distillation";

    public SelfDistillation {
        MemoryTable.require(WHO, table);
        MemoryTable.requireIn(WHO, "alpha", alpha, 0, 1, false);
        MemoryTable.requireIn(WHO, "share", share, 0, 1, true);
        MemoryTable.requireIn(WHO, "ramp", ramp, 0, Integer.MAX_VALUE, true);
    }

    /** A loss with a new table of zeros for {@code examples} training examples, in {@code data}. */
    public static SelfDistillation of(
            Device device, Arena data, int examples, int classes, double alpha, double share, int ramp) {
        return new SelfDistillation(MemoryTable.zeros(device, data, examples, classes), alpha, share, ramp, true);
    }

    /** The same loss on the same table, which it leaves as it is. */
    public SelfDistillation withoutUpdate() {
        return new SelfDistillation(table, alpha, share, ramp, false);
    }

    @Override
    public String name() {
        return "distil";
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
                own -> own.f32((float) alpha).f32((float) share).i32(ramp).in(pass.hasClock() ? pass.clock() : null));
    }

    @Override
    public Map<String, Tensor> state() {
        return Map.of("distil.table", table);
    }
}
