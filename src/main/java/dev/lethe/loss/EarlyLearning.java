package dev.lethe.loss;

import dev.lethe.Arena;
import dev.lethe.DType;
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
        if (table.type() != DType.F32 || table.rank() != 2) {
            throw new IllegalArgumentException("the table of ELR is F32 of (training examples, classes), not " + table);
        }
        if (!(lambda >= 0 && lambda < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("lambda " + lambda + " of ELR is not at least 0 and finite");
        }
        if (!(beta >= 0 && beta < 1)) {
            throw new IllegalArgumentException("beta " + beta + " of ELR is not in [0, 1)");
        }
    }

    /** A loss with a new table of zeros for {@code examples} training examples, in {@code data}. */
    public static EarlyLearning of(Device device, Arena data, int examples, int classes, double lambda, double beta) {
        Tensor table = data.floats(examples, classes);
        device.upload(new float[table.count()], table);
        return new EarlyLearning(table, lambda, beta, true);
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
        if (targets.index() == null) {
            throw new IllegalArgumentException("ELR keeps a row for each training example: targets need an index");
        }
        if (outputs.columns() != table.columns()) {
            throw new IllegalArgumentException("ELR: outputs " + outputs + " but a table of " + table);
        }
        boolean change = update && pass.needs(outputs);
        return FusedLoss.losses(
                pass,
                KERNEL,
                outputs,
                targets,
                tracked,
                own -> own.out(table)
                        .in(targets.index())
                        .i32(table.rows())
                        .i32(change ? 1 : 0)
                        .f32((float) lambda)
                        .f32((float) beta));
    }

    @Override
    public Map<String, Tensor> state() {
        return Map.of("elr.table", table);
    }
}
