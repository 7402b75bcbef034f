package dev.lethe.loss;

import dev.lethe.Arena;
import dev.lethe.Device;
import dev.lethe.Kernel;
import dev.lethe.Tensor;
import dev.lethe.autograd.Pass;
import dev.lethe.cpu.LossesWithMemory;
import java.util.Map;

/**
 * Early-learning regularization, ELR (Liu et al., 2020, arXiv 2007.00151): cross-entropy + lambda ln(1 - sum of m_j c_j),
 * where m is a running average, kept for each training example, of what the network has said about it.
 *
 * <p>c is the softmax p kept within [1e-4, 1 - 1e-4]. Before it is used, m becomes beta m + (1 - beta) c / sum of c; it
 * starts at 0 and takes no gradient. Where p is outside those bounds the second term gives it no gradient. This is what
 * the authors' code computes; the paper's equations have no clip.
 *
 * <p>The table changes only in passes that record and want the gradient of the outputs, so evaluation leaves it alone;
 * an example of weight 0 leaves its row alone, too. The indices of a batch must differ. Mixed and soft targets enter the
 * cross-entropy.
 *
 * @param table F32 (training examples, classes), part of the state of training
 * @param lambda weight of the second term, at least 0
 * @param beta in [0, 1)
 * @param update whether losses change the table; not so for attacks and for difference quotients
 */
public record EarlyLearning(Tensor table, double lambda, double beta, boolean update) implements Loss {
    static final Kernel KERNEL = Kernel.of("loss_elr", LossesWithMemory::earlyLearning);

    public EarlyLearning {
        MemoryTable.require("ELR", table);
        MemoryTable.requireIn("ELR", "lambda", lambda, 0, Double.POSITIVE_INFINITY, false);
        MemoryTable.requireIn("ELR", "beta", beta, 0, 1, false);
    }

    /** A loss with a new table of zeros for {@code examples} training examples, in {@code data}. */
    public static EarlyLearning of(Device device, Arena data, int examples, int classes, double lambda, double beta) {
        return new EarlyLearning(MemoryTable.zeros(device, data, examples, classes), lambda, beta, true);
    }

    /** The same loss on the same table, which it leaves as it is. */
    public EarlyLearning withoutUpdate() {
        return new EarlyLearning(table, lambda, beta, false);
    }

    @Override
    public String name() {
        return "elr";
    }

    /** See {@link Loss#losses}; {@code targets} must have an index. */
    @Override
    public Tensor losses(Pass pass, Tensor outputs, Targets targets, Tracked tracked) {
        MemoryTable memory = new MemoryTable("ELR", table, update);
        return memory.losses(
                pass,
                KERNEL,
                outputs,
                targets,
                tracked,
                own -> own.f32((float) lambda).f32((float) beta));
    }

    @Override
    public Map<String, Tensor> state() {
        return Map.of("elr.table", table);
    }
}
